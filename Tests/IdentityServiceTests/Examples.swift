import Events
import Foundation
import Messaging
import Postgres
import TestSupport
import Vocabulary

@testable import IdentityService

// Literals are checked when tests run, not in the product.

extension CalendarDate: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let day = CalendarDate(iso: value) else { preconditionFailure("\(value) is no date") }
        self = day
    }
}

extension TRN: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let trn = TRN(exactly: value) else { preconditionFailure("\(value) is no TRN") }
        self = trn
    }
}

extension IdentityDigest: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: UInt64) { self.init(words: (value, 0, 0, 0)) }
}

extension Instant: ExpressibleByIntegerLiteral {
    /// Creates a time so many minutes after midnight of the day on which the tests take place.
    public init(integerLiteral value: Int) { self.init(millisecondsSinceEpoch: 1_767_225_600_000 + value * 60_000) }
}

func person(
    _ trn: TRN = "1234567", firstName: String = "Ada", middleName: String? = nil, lastName: String = "Byron",
    dateOfBirth: IdentityDigest? = 1, nationalInsuranceNumber: IdentityDigest? = 2, under keyID: LookupKeyID? = nil,
    induction: InductionStatus = .inProgress, prohibition: Prohibition? = nil, observedAt: Instant = 1
) -> PersonUpdated {
    PersonUpdated(
        trn: trn, firstName: Personal(firstName), middleName: middleName.map { Personal($0) },
        lastName: Personal(lastName), dateOfBirthDigest: dateOfBirth,
        nationalInsuranceNumberDigest: nationalInsuranceNumber, lookupKeyID: keyID,
        qualifiedTeacherStatusAwardedOn: "2025-07-31",
        induction: InductionRecord(status: induction), prohibition: prohibition, observedAt: observedAt)
}

/// The service on a schema of its own.
struct World: Sendable {
    let database: Database
    let delivery: EventDelivery
    let persons = PersonStore()

    static var persons: Subscription {
        let now: Instant = 1_440
        return IdentityService.persons(outbox: Outbox(service: "identity"), now: { now.date })
    }

    func deliver(_ events: [any Event]) async throws {
        try await delivery.deliver(events, to: World.persons)
    }

    func told() async throws -> [TeacherUpdated] {
        try await delivery.appended(TeacherUpdated.self).map(\.event)
    }
}

func withWorld<R: Sendable>(_ body: @escaping @Sendable (World) async throws -> R) async throws -> R {
    try await withTemporarySchema(migrations: try MessagingMigrations.all() + IdentityService.migrations()) {
        database in
        try await body(World(database: database, delivery: EventDelivery(to: database, service: "identity")))
    }
}
