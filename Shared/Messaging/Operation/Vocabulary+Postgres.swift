import Foundation
package import Postgres
package import Vocabulary

// How types of Vocabulary are stored in a table. The conformances are here because Vocabulary and Postgres do not know
// each other and every service knows Messaging.

/// A value that is stored as its text, in a column of type `text`, and checked when it is read.
package protocol StoredAsText: PostgresValue, PostgresArrayElement {
    var rawValue: String { get }
}

extension StoredAsText {
    package static var oid: UInt32 { String.oid }
    package static var arrayOID: UInt32 { String.arrayOID }
    package static func accepts(oid: UInt32) -> Bool { String.accepts(oid: oid) }
    package func encode(into buffer: inout [UInt8]) { rawValue.encode(into: &buffer) }
}

extension TRN: StoredAsText {
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        guard let value = TRN(exactly: try String(decoding: bytes)) else { throw .malformed("TRN") }
        self = value
    }
}

extension LookupKeyID: StoredAsText {
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        guard let value = LookupKeyID(exactly: try String(decoding: bytes)) else { throw .malformed("LookupKeyID") }
        self = value
    }
}

extension URN: StoredAsText {
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        guard let value = URN(exactly: try String(decoding: bytes)) else { throw .malformed("URN") }
        self = value
    }
}

extension PersonName: StoredAsText {
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        let text = try String(decoding: bytes)
        do {
            try self.init(parsing: text)
        } catch {
            throw .malformed("PersonName")
        }
    }
}

extension EmailAddress: StoredAsText {
    /// Checks a stored address by the rule by which it was accepted: a school whose address is refused by now has to be
    /// readable, so that it can be given another one.
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        let text = try String(decoding: bytes)
        do {
            try self.init(accepted: text)
        } catch {
            throw .malformed("EmailAddress")
        }
    }
}

extension WorkingPattern: PostgresValue, PostgresArrayElement {}
extension TrainingProgramme: PostgresValue, PostgresArrayElement {}
extension AppropriateBodyKind: PostgresValue, PostgresArrayElement {}
extension EstablishmentStatus: PostgresValue, PostgresArrayElement {}
extension ContractPeriodYear: PostgresValue, PostgresArrayElement {}

/// `text`, in the spelling of the Teaching Record System.
extension InductionStatus: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { String.oid }
    package static var arrayOID: UInt32 { String.arrayOID }
    package func encode(into buffer: inout [UInt8]) { rawValue.encode(into: &buffer) }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        self.init(rawValue: try String(decoding: bytes))
    }
}

extension Identifier: PostgresColumn, PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { UUID.oid }
    package static var arrayOID: UInt32 { UUID.arrayOID }
    package func encode(into buffer: inout [UInt8]) { rawValue.encode(into: &buffer) }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) { self.init(try UUID(decoding: bytes)) }
}

/// `date`.
extension CalendarDate: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { PostgresDate.oid }
    package static var arrayOID: UInt32 { PostgresDate.arrayOID }
    package func encode(into buffer: inout [UInt8]) {
        PostgresDate(daysSinceEpoch: Int32(clamping: daysSinceEpoch)).encode(into: &buffer)
    }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        self.init(daysSinceEpoch: Int(try PostgresDate(decoding: bytes).daysSinceEpoch))
    }
}

/// `timestamptz`, to the millisecond.
extension Instant: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { Date.oid }
    package static var arrayOID: UInt32 { Date.arrayOID }
    package func encode(into buffer: inout [UInt8]) { date.encode(into: &buffer) }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) { self.init(try Date(decoding: bytes)) }
}

/// `bytea` of 32 bytes.
extension IdentityDigest: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { [UInt8].oid }
    package static var arrayOID: UInt32 { [UInt8].arrayOID }
    package func encode(into buffer: inout [UInt8]) { bytes.encode(into: &buffer) }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        guard let digest = IdentityDigest(bytes: try [UInt8](decoding: bytes)) else {
            throw .malformed("IdentityDigest")
        }
        self = digest
    }
}

/// A column of personal data. The value stays wrapped when it is written and when it is read.
extension Personal: PostgresColumn, PostgresValue where Value: PostgresValue {
    package static var oid: UInt32 { Value.oid }
    package static func accepts(oid found: UInt32) -> Bool { Value.accepts(oid: found) }
    package func encode(into buffer: inout [UInt8]) { revealed.encode(into: &buffer) }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) { self.init(try Value(decoding: bytes)) }
}

extension Personal: PostgresArrayElement where Value: PostgresValue & PostgresArrayElement {
    package static var arrayOID: UInt32 { Value.arrayOID }
}
