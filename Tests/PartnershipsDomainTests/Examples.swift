import Foundation
import PartnershipsDomain
import Vocabulary

// Values that tests use and change in one respect. Literals are checked when the test bundle starts, not in the
// product.

extension CalendarDate: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let day = CalendarDate(iso: value) else { preconditionFailure("\(value) is no date") }
        self = day
    }
}

extension Instant: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let instant = Instant(rfc3339: value) else { preconditionFailure("\(value) is no instant") }
        self = instant
    }
}

extension ContractPeriodYear: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) {
        self.init(rawValue: value)
    }
}

enum Example {
    static let trn = TRN(exactly: "3001586")
    static let northvale = URN(exactly: "140001")
    static let teachFirst = LeadProviderID(uuid(1))
    static let ambition = LeadProviderID(uuid(2))
    static let hub = DeliveryPartnerID(uuid(3))

    static func uuid(_ number: UInt8) -> UUID {
        UUID(uuid: (0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, number))
    }

    static func period(
        _ year: Int, enabled: Bool = true, frozenAt: Instant? = nil, from start: String = "06-01"
    ) -> ContractPeriod {
        ContractPeriod(
            year: ContractPeriodYear(rawValue: year), startedOn: CalendarDate(stringLiteral: "\(year)-\(start)"),
            finishedOn: CalendarDate(stringLiteral: "\(year + 1)-05-31"), isEnabled: enabled,
            paymentsFrozenAt: frozenAt)
    }

    static let periods = ContractPeriods([
        period(2021, enabled: false, frozenAt: "2024-06-18T00:00:00Z"),
        period(2022, enabled: false, frozenAt: "2025-06-16T00:00:00Z"),
        period(2023), period(2024), period(2025), period(2026), period(2027, enabled: false),
    ])

    static let catalogue = Catalogue(
        periods: periods,
        schedules: Dictionary(
            uniqueKeysWithValues: periods.all.map { period in
                (
                    period.year,
                    Set(
                        ScheduleIdentifier.Kind.allCases.flatMap { kind in
                            ScheduleIdentifier.Season.allCases.map { ScheduleIdentifier(kind, $0) }
                        })
                )
            }),
        leadProviders: [
            teachFirst: Catalogue.LeadProvider(name: "Teach First", activeIn: [2021, 2022, 2023, 2024, 2025, 2026]),
            ambition: Catalogue.LeadProvider(name: "Ambition Institute", activeIn: [2024]),
        ])

    static func placement(
        _ number: UInt8 = 10, from start: CalendarDate = "2026-09-01", to finish: CalendarDate? = nil,
        registeredAt: Instant = "2026-07-10T09:00:00Z"
    ) -> Placement {
        guard let trn, let northvale else { preconditionFailure("the examples are wrong") }
        return Placement(
            id: PlacementID(uuid(number)), trn: trn, urn: northvale, startedOn: start, finishedOn: finish,
            emailAddress: Personal("sam@school.example"), workingPattern: .known(.fullTime), registeredAt: registeredAt)
    }

    static func led(
        by provider: LeadProviderID = teachFirst, _ year: ContractPeriodYear = 2026,
        _ schedule: ScheduleIdentifier = ScheduleIdentifier(.standard, .september)
    ) -> TrainingPeriod.ProviderLed {
        TrainingPeriod.ProviderLed(leadProviderID: provider, contractPeriod: year, schedule: schedule)
    }

    static func training(
        _ number: UInt8 = 20, in placement: Placement = placement(), from start: CalendarDate = "2026-09-01",
        to finish: CalendarDate? = nil, _ arrangement: TrainingPeriod.Arrangement = .expressionOfInterest(led())
    ) -> TrainingPeriod {
        TrainingPeriod(
            id: TrainingPeriodID(uuid(number)), placementID: placement.id, trn: placement.trn, urn: placement.urn,
            startedOn: start, finishedOn: finish, arrangement: arrangement, createdAt: "2026-07-10T09:00:00Z")
    }

    static func partnership(
        _ number: UInt8 = 30, of provider: LeadProviderID = teachFirst, in year: ContractPeriodYear = 2026,
        createdAt: Instant = "2026-06-20T09:00:00Z"
    ) -> Partnership {
        guard let northvale else { preconditionFailure("the examples are wrong") }
        return Partnership(
            id: PartnershipID(uuid(number)), urn: northvale, contractPeriod: year, leadProviderID: provider,
            deliveryPartnerID: hub, createdAt: createdAt)
    }

    static func participant(record: Participant.Record? = nil) -> Participant {
        guard let trn else { preconditionFailure("the examples are wrong") }
        return Participant(
            trn: trn, id: TeacherID(uuid(40)), trainingRecordID: TeacherID(uuid(41)),
            registeredName: Personal("Sam Example"), record: record, createdAt: "2026-07-10T09:00:00Z")
    }
}
