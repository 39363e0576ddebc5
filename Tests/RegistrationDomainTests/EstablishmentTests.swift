import RegistrationDomain
import Testing
import Vocabulary

@Suite("Establishments")
struct EstablishmentTests {
    @Test func `forty-one types are known, each once`() {
        let names = EstablishmentType.names.values.flatMap { $0 }

        #expect(names.count == 41)
        #expect(Set(names).count == 41)
    }

    @Test(arguments: [
        ("Community school", EstablishmentType.stateFunded), ("Secure units", .stateFunded),
        ("Children's centre linked site", .stateFunded), ("Academy secure 16 to 19", .stateFunded),
        ("Other independent school", .independent), ("Other independent special school", .independent),
        ("Miscellaneous", .outOfScope), ("Online provider", .outOfScope),
        ("Welsh establishment", .outsideEngland), ("Offshore schools", .outsideEngland),
        ("community school", .unknown), ("Academy converter ", .unknown), ("", .unknown),
    ])
    func `a type is known by its exact name`(name: String, type: EstablishmentType) {
        #expect(EstablishmentType(named: name) == type)
    }

    @Test(arguments: [
        (EstablishmentStatus.open, true), (.proposedToClose, true), (.closed, false), (.proposedToOpen, false),
    ])
    func `open is open or proposed to close`(status: EstablishmentStatus, isOpen: Bool) throws {
        #expect(try establishment(.stateFunded, status).isOpen == isOpen)
    }

    @Test(arguments: [
        // type, status, closed on, section 41 -> importable, eligible
        Row(.stateFunded, .open, nil, false, importable: true, eligible: true),
        Row(.stateFunded, .proposedToClose, nil, false, importable: true, eligible: true),
        Row(.stateFunded, .proposedToOpen, nil, false, importable: false, eligible: false),
        Row(.stateFunded, .closed, nil, false, importable: false, eligible: false),
        Row(.stateFunded, .closed, "2019-12-31", false, importable: false, eligible: false),
        Row(.stateFunded, .closed, "2020-01-01", false, importable: true, eligible: false),
        Row(.independent, .open, nil, false, importable: true, eligible: false),
        Row(.independent, .open, nil, true, importable: true, eligible: true),
        Row(.independent, .closed, "2025-01-01", true, importable: true, eligible: false),
        Row(.outOfScope, .open, nil, true, importable: false, eligible: false),
        Row(.outsideEngland, .open, nil, true, importable: false, eligible: false),
        Row(.unknown, .open, nil, true, importable: false, eligible: false),
    ])
    func `what is imported and what is eligible follows from type, status and section 41`(row: Row) throws {
        let establishment = try establishment(row.type, row.status, closedOn: row.closedOn, section41: row.section41)

        #expect(establishment.isImportable == row.importable)
        #expect(establishment.isEligible == row.eligible)
    }

    @Test func `the department can make an exception for a school`() throws {
        var school = try World.school(.independent)
        #expect(!school.isEligible)

        school.isMarkedAsEligible = true

        #expect(school.isEligible)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let type: EstablishmentType, status: EstablishmentStatus, closedOn: CalendarDate?, section41: Bool
        let importable: Bool, eligible: Bool

        init(
            _ type: EstablishmentType, _ status: EstablishmentStatus, _ closedOn: CalendarDate?, _ section41: Bool,
            importable: Bool, eligible: Bool
        ) {
            self.type = type
            self.status = status
            self.closedOn = closedOn
            self.section41 = section41
            self.importable = importable
            self.eligible = eligible
        }

        var testDescription: String {
            "\(type), \(status), closed \(closedOn?.iso ?? "never"), section 41 \(section41)"
        }
    }

    private func establishment(
        _ type: EstablishmentType, _ status: EstablishmentStatus, closedOn: CalendarDate? = nil,
        section41: Bool = false
    ) throws -> Establishment {
        Establishment(
            urn: try urn("100001"), type: type, status: status, closedOn: closedOn, isSection41Approved: section41)
    }
}
