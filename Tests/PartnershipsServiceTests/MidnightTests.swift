import Foundation
import HTTPTypes
import PartnershipsDomain
import Postgres
import Synchronization
import TestSupport
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("A day begins in London")
struct MidnightTests {
    private func withTraining(
        from start: CalendarDate, at now: Instant, _ body: (World) async throws -> Void
    ) async throws {
        try await World.with(at: now) { world in
            try await world.deliver([
                Fixture.school(), Fixture.registered(from: start, registeredAt: now),
            ])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            try await body(world)
        }
    }

    private func status(_ world: World) async throws -> (String, [String]) {
        let participants = try await world.get("participants").text
        let status = participants.split(separator: #""participant_status":""#).last?.prefix { $0 != "\"" }
        return (
            String(status ?? ""), try await world.get("partnerships").attribute("participants_currently_training")
        )
    }

    @Test func `who joins is active from the first minute, an hour before UTC says so in summer`() async throws {
        try await withTraining(from: "2026-10-01", at: "2026-09-30T09:00:00Z") { world in
            #expect(try await status(world) == ("joining", ["0"]))
            world.clock.set("2026-09-30T22:59:59Z")
            #expect(try await status(world) == ("joining", ["0"]))

            world.clock.set("2026-09-30T23:00:00Z")

            #expect(try await status(world) == ("active", ["1"]))
            let polled = try await world.get("participants?filter[updated_since]=2026-09-30T23:00:00Z")
            #expect(polled.ids.count == 1)
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `who leaves has left on the last day, which still counts as training`() async throws {
        try await withTraining(from: "2026-11-02", at: "2026-11-02T09:00:00Z") { world in
            try await world.deliver([Fixture.left(on: "2026-12-10")])
            #expect(try await status(world) == ("leaving", ["1"]))
            world.clock.set("2026-12-10T00:00:00Z")
            #expect(try await status(world) == ("left", ["1"]))

            world.clock.set("2026-12-11T00:00:00Z")

            #expect(try await status(world) == ("left", ["0"]))
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `a sweep finds what another writer left behind`() async throws {
        try await withTraining(from: "2026-11-02", at: "2026-11-01T09:00:00Z") { world in
            world.clock.set("2026-11-02T00:00:00Z")
            try await world.due.settle(for: Fixture.beacon)
            world.clock.set("2026-11-01T23:59:59Z")
            try await world.deliver([
                Fixture.registered("3000002", placement: 302, from: "2026-11-02", registeredAt: "2026-11-01T23:59:59Z")
            ])
            world.clock.set("2026-11-02T00:00:30Z")
            #expect(try await world.documentsDiffer() > 0)

            try await world.due.sweep()

            #expect(try await world.documentsDiffer() == 0)
            #expect(try await status(world) == ("active", ["2"]))
        }
    }

    /// Runs `body` when a school year begins for 700 teachers, which is more than one batch.
    private func withManyJoining(_ body: (World) async throws -> Void) async throws {
        try await World.with(at: "2026-08-20T09:00:00Z") { world in
            try await world.deliver([Fixture.school()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            let events = try (1...700).map { number in
                Fixture.registered(
                    try #require(TRN(exactly: String(3_000_000 + number))), placement: 1_000 + number,
                    registeredAt: "2026-08-20T09:00:00Z")
            }
            try await world.deliver(events, to: "ects")
            world.clock.set("2026-08-31T23:00:00Z")
            try await body(world)
        }
    }

    @Test func `many documents fall due at once`() async throws {
        try await withManyJoining { world in
            #expect(try await world.get("partnerships").attribute("participants_currently_training") == ["700"])
            let page = try await world.get("participants?page[per_page]=3000")
            #expect(page.ids.count == 700)
            #expect(!page.text.contains(#""participant_status":"joining""#))
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `of two processes that meet at midnight neither calls the day settled before all is done`() async throws
    {
        try await withManyJoining { world in
            let other = CalendarSweep(
                database: world.database, projector: world.projector, logger: TestDatabase.logger)

            // The other process has done its first batch, and this one finds the same documents due.
            let reading = try await world.database.transaction { transaction in
                let batch = try await other.projectNext(dueBy: world.projector.today, in: transaction)
                #expect(batch.changed > 0)
                let reading = Task { try await world.get("participants?page[per_page]=3000") }
                try await world.somebodyWaits()
                return reading
            }

            let page = try await reading.value
            #expect(page.ids.count == 700)
            #expect(!page.text.contains(#""participant_status":"joining""#))
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `readers that come at once wait for one sweep`() async throws {
        try await withManyJoining { world in
            let readers = 20
            let before = world.clock.looks

            let settling = try await world.database.transaction { transaction in
                // The sweep cannot get past the first lock that it needs.
                try await world.projector.schools.lock([Fixture.school], in: transaction)
                let settling = Task {
                    try await withThrowingTaskGroup { group in
                        for _ in 0..<readers { group.addTask { try await world.due.settle(for: Fixture.beacon) } }
                        try await group.waitForAll()
                    }
                }
                try await eventually("all readers have come") { world.clock.looks >= before + readers }
                try await world.somebodyWaits()
                return settling
            }

            try await settling.value
            let ofAll = world.clock.looks - before - readers
            #expect(try await world.documentsDiffer() == 0)
            // Each of two batches reads the clock for the day and for `updated_at`. A reader that ran its own sweep
            // would do so too.
            #expect(ofAll < readers)
        }
    }

    /// Returns due documents on a clock that is set back as soon as a sweep knows its day.
    private func dueOnAClockThatIsSetBack(in world: World) -> DueDocuments {
        let looks = Atomic(0)
        let projector = DocumentProjector(now: {
            let moments: [Instant] = ["2026-11-02T00:00:00Z", "2026-11-01T23:59:59Z"]
            return moments[min(looks.add(1, ordering: .relaxed).oldValue, moments.count - 1)].date
        })
        return DueDocuments(database: world.database, projector: projector, logger: TestDatabase.logger)
    }

    @Test func `a sweep that gets nowhere says so, in place of going on for ever or calling the day settled`()
        async throws
    {
        try await withTraining(from: "2026-11-02", at: "2026-11-01T09:00:00Z") { world in
            let due = dueOnAClockThatIsSetBack(in: world)
            // Measures the sweep alone: a time limit for the whole test would include its wait for a schema.
            let hasEnded = Atomic(false)
            let sweep = Task {
                defer { hasEnded.store(true, ordering: .sequentiallyConsistent) }
                try await due.sweep()
            }
            try await eventually("the sweep to end") { hasEnded.load(ordering: .sequentiallyConsistent) }
            let error = await #expect(throws: StuckSweep.self) { try await sweep.value }

            #expect(error?.count == 2)
            #expect(error?.day == "2026-11-02")
        }
    }

    @Test func `a sweep that gets nowhere keeps nobody waiting but those whose documents are due`() async throws {
        try await withTraining(from: "2026-11-02", at: "2026-11-01T09:00:00Z") { world in
            try await dueOnAClockThatIsSetBack(in: world).settle(for: Fixture.lantern)

            await #expect(throws: StuckSweep.self) {
                try await dueOnAClockThatIsSetBack(in: world).settle(for: Fixture.beacon)
            }
        }
    }

    private func refuseUpdates(ofDocument id: String, in database: Database) async throws {
        try await database.execute("CREATE TABLE refused (id uuid)")
        try await database.execute("INSERT INTO refused VALUES (\(try #require(UUID(uuidString: id))))")
        try await database.execute(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN IF OLD.id IN (SELECT id FROM refused) THEN RAISE ''no''; END IF; RETURN NEW; END'
            """)
        try await database.execute(
            "CREATE TRIGGER refusing BEFORE UPDATE ON document FOR EACH ROW EXECUTE FUNCTION refuse()")
    }

    /// Returns the status of each participant, by id.
    private func statuses(_ world: World) async throws -> [String: String] {
        let participants = try await world.get("participants").data
        return try Dictionary(
            uniqueKeysWithValues: participants.map { participant in
                let attributes = try #require(participant["attributes"] as? [String: Any])
                let enrolment = try #require((attributes["ecf_enrolments"] as? [[String: Any]])?.first)
                return (
                    try #require(participant["id"] as? String), try #require(enrolment["participant_status"] as? String)
                )
            })
    }

    @Test func `a document that cannot be brought up to date is shown as it was, and all others are`() async throws {
        try await withTraining(from: "2026-11-02", at: "2026-11-01T09:00:00Z") { world in
            try await world.deliver([
                Fixture.registered("3000002", placement: 302, from: "2026-11-02", registeredAt: "2026-11-01T09:00:00Z")
            ])
            let ids = try await world.get("participants").ids
            try #require(ids.count == 2)
            try await refuseUpdates(ofDocument: ids[0], in: world.database)
            world.clock.set("2026-11-02T00:00:00Z")

            #expect(try await statuses(world) == [ids[0]: "joining", ids[1]: "active"])

            try await world.database.execute("DROP TRIGGER refusing ON document")
            try await world.due.sweep()
            #expect(try await statuses(world) == [ids[0]: "active", ids[1]: "active"])
            #expect(try await world.documentsDiffer() == 0)
        }
    }
}
