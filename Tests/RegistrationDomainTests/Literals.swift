import Foundation
import RegistrationDomain
import Testing
import Vocabulary

// Tests write values as literals; a wrong literal stops the test that contains it.

extension CalendarDate: ExpressibleByUnicodeScalarLiteral {}
extension CalendarDate: ExpressibleByExtendedGraphemeClusterLiteral {}
extension CalendarDate: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let date = CalendarDate(iso: value) else { preconditionFailure("\(value) is not a date") }
        self = date
    }
}

extension ContractPeriodYear: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) { self.init(rawValue: value) }
}

/// Returns an id that is the same for the same number.
func id<Subject>(_ number: UInt8) -> Identifier<Subject> {
    Identifier(UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number)))
}

func trn(_ text: String) throws -> TRN { try TRN(parsing: text) }
func urn(_ text: String) throws -> URN { try URN(parsing: text) }
func email(_ text: String) throws -> EmailAddress { try EmailAddress(parsing: text) }
func name(_ text: String) throws -> PersonName { try PersonName(parsing: text) }
