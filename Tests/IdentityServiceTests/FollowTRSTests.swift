import Events
import Foundation
import IdentityDomain
import IdentityProof
import Kafka
import Messaging
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import IdentityService

@Suite("Following TRS")
struct FollowTRSTests {
    @Test func `a new person is stored and told with public facts only`() async throws {
        try await withWorld { world in
            try await world.deliver([person(middleName: "King", prohibition: Prohibition(endsOn: "2027-01-31"))])

            let told = try #require(try await world.told().first)
            #expect(told.trn == "1234567" && told.status == .known(.active) && told.mergedInto == nil)
            #expect(
                told.facts
                    == TeacherFacts(
                        firstName: Personal("Ada"), lastName: Personal("Byron"),
                        qualifiedTeacherStatusAwardedOn: "2025-07-31",
                        induction: InductionRecord(status: .inProgress), prohibition: Prohibition(endsOn: "2027-01-31"))
            )
            let stored = try await world.persons.load(["1234567"], from: world.database)["1234567"]
            #expect(stored?.facts?.middleName == Personal("King"))
            #expect(stored?.digests == Person.Digests(dateOfBirth: 1, nationalInsuranceNumber: 2))
            #expect(stored?.observedAt == 1)
        }
    }

    @Test func `what comes again unchanged is told once`() async throws {
        try await withWorld { world in
            try await world.deliver([person()])
            try await world.deliver([person(observedAt: 2)])
            try await world.deliver([person(middleName: "King", dateOfBirth: 7, observedAt: 3)])

            #expect(try await world.told().count == 1)
            let stored = try await world.persons.load(["1234567"], from: world.database)["1234567"]
            #expect(stored?.observedAt == 3 && stored?.digests.dateOfBirth == 7)
        }
    }

    @Test func `a changed person is told again, with the cause of the change`() async throws {
        try await withWorld { world in
            try await world.deliver([person()])
            let change = try world.delivery.record(of: person(lastName: "Lovelace", observedAt: 2))
            try await world.delivery.deliver(
                records: [change], to: World.persons)

            let told = try await world.delivery.appended(TeacherUpdated.self)
            #expect(told.map(\.metadata.sequence) == [1, 2])
            #expect(told.last?.event.facts?.lastName == Personal("Lovelace"))
            let (_, cause) = try CloudEventHeaders.decode(change.headers.map { ($0.name, $0.value) })
            #expect(told.last?.metadata.causationID == cause.id)
        }
    }

    @Test func `an observation without a version that is older than the known changes nothing`() async throws {
        try await withWorld { world in
            try await world.deliver([person(lastName: "Lovelace", observedAt: 5)])
            let older = try world.delivery.record(
                of: person(observedAt: 4), metadata: EventMetadata(id: UUID.version7(), time: Date()))
            try await world.delivery.deliver(records: [older], to: World.persons)

            #expect(try await world.told().map(\.facts?.lastName) == [Personal("Lovelace")])
        }
    }

    @Test func `a later version counts, though it was observed earlier`() async throws {
        try await withWorld { world in
            try await world.deliver([person(lastName: "Lovelace", observedAt: 5), person(observedAt: 4)])

            #expect(try await world.told().map(\.facts?.lastName) == [Personal("Lovelace"), Personal("Byron")])
        }
    }

    @Test func `a version from the future is parked, since no other would count until then`() async throws {
        try await withWorld { world in
            let far = try world.delivery.record(
                of: person(observedAt: 5),
                metadata: EventMetadata(id: UUID.version7(), time: Date(), sequence: 9_000_000_000_000))
            try await world.delivery.deliver(records: [far], to: World.persons)
            try await world.deliver([person("7654321")])

            #expect(try await world.told().map(\.trn) == ["7654321"])
            #expect(try await world.delivery.parked().count == 1)
        }
    }

    @Test func `records go out of use and come back`() async throws {
        try await withWorld { world in
            try await world.deliver([
                person(), person("7654321"), PersonMerged(trn: "1234567", mergedInto: "7654321", observedAt: 2),
                PersonDeactivated(trn: "7654321", observedAt: 3), PersonNotFound(trn: "1111111", observedAt: 3),
                person("7654321", observedAt: 4),
            ])

            let told = try await world.told()
            #expect(told.map(\.trn) == ["1234567", "7654321", "1234567", "7654321", "1111111", "7654321"])
            #expect(told.map(\.status.known) == [.active, .active, .merged, .deactivated, .notFound, .active])
            #expect(told[2].mergedInto == "7654321" && told[2].facts?.lastName == Personal("Byron"))
            #expect(told[4].facts == nil)
        }
    }

    @Test func `a reactivated record is as it was, and one never seen whole stays unknown`() async throws {
        try await withWorld { world in
            try await world.deliver([
                person(), PersonDeactivated(trn: "1234567", observedAt: 2),
                PersonReactivated(trn: "1234567", observedAt: 3),
                PersonReactivated(trn: "1111111", observedAt: 3),
            ])

            let told = try await world.told()
            #expect(told.map(\.status.known) == [.active, .deactivated, .active, .notFound])
            #expect(told[2].facts?.lastName == Personal("Byron"))
        }
    }

    @Test func `a person who is in a batch several times ends as the last one says`() async throws {
        try await withWorld { world in
            try await world.deliver([
                person(), person(lastName: "King", observedAt: 2), person(lastName: "Lovelace", observedAt: 3),
                person("7654321", observedAt: 3), person(lastName: "Lovelace", observedAt: 4),
            ])

            #expect(
                try await world.told().filter { $0.trn == "1234567" }.map(\.facts?.lastName.revealed)
                    == ["Byron", "King", "Lovelace"])
            let stored = try await world.persons.load(["1234567"], from: world.database)["1234567"]
            #expect(stored?.facts?.lastName == Personal("Lovelace") && stored?.observedAt == 4)
        }
    }

    @Test func `an observation from the future is parked alone, since nothing would count until then`() async throws {
        try await withWorld { world in
            try await world.deliver([
                person(), person("7654321", observedAt: 1_451), person("1111111", observedAt: 1_450),
            ])

            #expect(try await Set(world.told().map(\.trn)) == ["1234567", "1111111"])
            #expect(try await world.delivery.parked().count == 1)
        }
    }

    @Test func `a record that is delivered twice is applied once`() async throws {
        try await withWorld { world in
            let persons = World.persons
            let records = try await world.delivery.deliver([person()], to: persons)
            try await world.delivery.deliver(records: records + records, to: persons)

            #expect(try await world.told().count == 1)
            #expect(try await world.delivery.parked().isEmpty)
        }
    }

    @Test func `every kind of record comes back from the database as it went in`() async throws {
        let kinds: [PersonUpdated] =
            InductionStatus.known.map { person(induction: $0) } + [
                person(induction: .other("Paused")), person(dateOfBirth: nil, nationalInsuranceNumber: nil),
                person(prohibition: Prohibition()), person(prohibition: Prohibition(endsOn: "2027-01-31")),
            ]
        let (first, second) = (persons(of: kinds), persons(of: kinds.reversed()))
        #expect(first.count == kinds.count)
        try await withWorld { world in
            let trns = first.map(\.trn)
            try await world.database.transaction { try await world.persons.insert(first, in: $0) }
            #expect(try await world.persons.load(trns, from: world.database) == byTRN(first))

            try await world.database.transaction { try await world.persons.overwrite(second, in: $0) }
            #expect(try await world.persons.load(trns, from: world.database) == byTRN(second))
        }
    }

    /// The same number for the same place in the list.
    private func persons(of kinds: [PersonUpdated]) -> [Person] {
        kinds.enumerated().compactMap { number, event in
            var event = event
            event.trn = TRN(stringLiteral: "\(2_000_000 + number)")
            return observing(Observation(event), of: nil, isVersioned: true)
        }
    }

    private func byTRN(_ persons: [Person]) -> [TRN: Person] {
        Dictionary(uniqueKeysWithValues: persons.map { ($0.trn, $0) })
    }

    @Test func `a thousand persons of all kinds are one batch`() async throws {
        var reader = PersonLineReader(key: try .init(bytes: [UInt8](repeating: 1, count: 32)), now: 1)
        let events = try MadeUpPersons(count: 1_000, seed: 4).map { try reader.event(of: $0.utf8) }
        try await withWorld { world in
            try await world.deliver(events)

            #expect(try await world.told().count == 1_000)
            #expect(try await world.database.query("SELECT count(*) FROM teacher", as: Int.self) == [1_000])
            #expect(try await world.delivery.parked().isEmpty)
        }
    }
}
