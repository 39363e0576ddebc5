import Events
import Foundation
import IdentityProof
import Kafka
import Messaging
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import RegistrationService

@Suite("Registering")
struct RegisteringTests {
    @Test func `a teacher is registered, and everybody who needs to know is told`() async throws {
        try await World.with { world in
            let command = try world.register()
            let record = try #require(try await world.deliver([command]).first)

            let registered = try #require(try await world.published(ECTRegistered.self).first)
            #expect(registered.trn == Person.sam.trn)
            #expect(registered.urn == Fixture.school)
            #expect(registered.name.revealed == "Sam Example")
            #expect(registered.startedOn == "2026-09-01")
            #expect(registered.appropriateBody.name == "Northvale Hub")
            #expect(registered.training.leadProviderID == Fixture.beacon)
            #expect(registered.registeredAt == World.now)
            let accepted = try #require(try await world.delivery.appended(CommandAccepted.self).first)
            #expect(accepted.event.placementID == registered.placementID)
            #expect(accepted.event.command == "registration.ect.register")
            let causes = try await world.delivery.appended(ECTRegistered.self).map(\.metadata.causationID)
            #expect(causes == [accepted.metadata.causationID])
            #expect(record.header("ce_id").map { String(decoding: $0, as: UTF8.self) } == causes.first??.lowercase)
        }
    }

    @Test func `a batch asks identity once, with both digests of a proof together`() async throws {
        try await World.with { world in
            let both = ClearProof(dateOfBirth: "1980-01-01", nationalInsuranceNumber: "ab 12 34 56 c")
            try await world.deliver([
                try world.register(.sam, id: "c-1", proof: both), try world.register(.kim, id: "c-2"),
            ])

            #expect(world.identity.asked.map(\.count) == [2])
            let asked = try #require(world.identity.asked.first)
            let causes = try await world.delivery.appended(CommandAccepted.self).map(\.metadata.causationID)
            #expect(Set(asked.map { world.identity.causes[$0.requestID]?.id }) == Set(causes))
            let first = try #require(asked.first)
            #expect(first.dateOfBirthDigest != nil && first.nationalInsuranceNumberDigest != nil)
            #expect(try await world.outcomes() == ["c-1": ["accepted"], "c-2": ["accepted"]])
        }
    }

    @Test func `commands wait for identity, longer each time, and are not refused for its silence`() async throws {
        try await World.with { world in
            world.identity.beSilent(times: 2)

            try await world.deliver([try world.register()])

            #expect(world.identity.waited == [.seconds(2), .seconds(4), .seconds(8)])
            #expect(
                world.identity.asked.map { $0.map { $0.deadline.date.timeIntervalSince(World.now.date) } } == [
                    [2], [4], [8],
                ])
            #expect(Set(world.identity.asked.flatMap { $0.map(\.requestID) }).count == 1)
            #expect(try await world.outcomes() == ["c-1": ["accepted"]])
        }
    }

    @Test func `identity is asked once for repeats in a batch, and apart for two bodies under one id`() async throws {
        try await World.with { world in
            let command = try world.register()
            var other = command
            other.workingPattern = "part_time"

            try await world.deliver([command, command, other])

            let asked = world.identity.asked.map { $0.map(\.requestID) }
            #expect(asked.map(\.count) == [2])
            #expect(Set(asked.joined()).count == 2)
        }
    }

    @Test func `the same command again changes nothing and tells nothing`() async throws {
        try await World.with { world in
            let records = try await world.deliver([try world.register()])
            try await world.deliver(records: records)
            try await world.deliver(records: records + records)

            #expect(try await world.outcomes() == ["c-1": ["accepted"]])
            #expect(try await world.published(ECTRegistered.self).count == 1)
        }
    }

    @Test func `another command under a used id is told of once and not carried out`() async throws {
        try await World.with { world in
            try await world.deliver([try world.register(.sam)])
            let other = try await world.deliver([try world.register(.kim)])
            try await world.deliver(records: other)

            #expect(try await world.outcomes() == ["c-1": ["accepted", "conflicted"]])
            #expect(try await world.published(ECTRegistered.self).map(\.trn) == [Person.sam.trn])
            let conflict = try #require(try await world.published(CommandConflicted.self).first)
            let accepted = try #require(try await world.published(CommandAccepted.self).first)
            #expect(conflict.firstBodyDigest == accepted.bodyDigest)
            #expect(conflict.bodyDigest != conflict.firstBodyDigest)
            let rows = try await world.database.query("SELECT command_id FROM command_conflict", as: String.self)
            #expect(rows == ["c-1"])
        }
    }

    @Test func `the same body under another type is another command`() async throws {
        try await World.with { world in
            let records = try await world.deliver([try world.register()])
            let others = records.map { record in
                KafkaRecord(
                    topic: record.topic, partition: record.partition, offset: record.offset + 1,
                    timestamp: record.timestamp, key: record.key, value: record.value,
                    headers: record.headers.map { header in
                        header.name == CloudEventHeaders.Name.type
                            ? KafkaHeader(name: header.name, value: Array(ReportLeaving.type.rawValue.utf8)) : header
                    })
            }
            try await world.deliver(records: others)

            #expect(try await world.outcomes() == ["c-1": ["accepted", "conflicted"]])
        }
    }

    @Test func `ids in one batch that only look the same are two`() async throws {
        try await World.with { world in
            try await world.deliver([try world.register(id: "é-1"), try world.register(.kim, id: "e\u{301}-1")])

            #expect(try await world.published(CommandConflicted.self).isEmpty)
            let ids = try await world.published(CommandAccepted.self).map { Array($0.commandID.utf8) }
            #expect(Set(ids).count == 2)
        }
    }

    @Test func `two commands under one id in one batch are a command and a conflict`() async throws {
        try await World.with { world in
            try await world.deliver([try world.register(.sam), try world.register(.kim)])

            #expect(try await world.outcomes() == ["c-1": ["accepted", "conflicted"]])
        }
    }

    @Test func `a move ends the earlier placement the day before, and tells of the end first`() async throws {
        try await World.with { world in
            try await world.deliver([try world.register(id: "c-1")])
            try await world.deliver([
                try world.register(at: Fixture.otherSchool, from: "2026-11-01", id: "c-2")
            ])

            #expect(try await world.outcomes() == ["c-1": ["accepted"], "c-2": ["accepted"]])
            let left = try await world.delivery.appended(ECTLeftSchool.self)
            let registered = try await world.delivery.appended(ECTRegistered.self)
            #expect(left.map(\.event.leftOn) == ["2026-10-31"])
            #expect(left.map(\.event.urn) == [Fixture.school])
            #expect(left.map(\.event.cause) == [.known(.registeredElsewhere)])
            #expect(left.first?.event.placementID == registered.first?.event.placementID)
            #expect(registered.map(\.metadata.sequence) == [1, 3])
            #expect(left.map(\.metadata.sequence) == [2])
        }
    }

    @Test func `a school that registers a leaver once more ends the earlier placement itself`() async throws {
        try await World.with { world in
            try await world.deliver([try world.register(id: "c-1")])
            try await world.deliver([
                ReportLeaving(
                    commandID: "c-2", urn: Fixture.school.rawValue, trn: Person.sam.trn.rawValue,
                    leavingOn: "2026-12-01")
            ])
            try await world.deliver([try world.register(from: "2026-11-20", id: "c-3")])

            #expect(
                try await world.outcomes() == ["c-1": ["accepted"], "c-2": ["accepted"], "c-3": ["accepted"]])
            let left = try await world.delivery.appended(ECTLeftSchool.self)
            #expect(left.map(\.event.cause) == [.known(.reportedBySchool), .known(.registeredAgain)])
            #expect(left.map(\.event.leftOn) == ["2026-12-01", "2026-11-19"])
        }
    }

    @Test func `commands for one teacher in one batch see each other, in order`() async throws {
        try await World.with { world in
            try await world.deliver([
                try world.register(id: "c-1"),
                try world.register(id: "c-2"),
                try world.register(at: Fixture.otherSchool, from: "2026-11-01", id: "c-3"),
                try world.register(.kim, id: "c-4") { $0.emailAddress = Personal("SAM.example@school.example") },
            ])

            #expect(
                try await world.outcomes() == [
                    "c-1": ["accepted"], "c-2": ["refused trn:already-registered-here"], "c-3": ["accepted"],
                    "c-4": ["refused emailAddress:email-address-taken"],
                ])
            let ends = try await world.database.query(
                "SELECT finished_on FROM placement ORDER BY started_on", as: CalendarDate?.self)
            #expect(ends == ["2026-10-31", nil])
        }
    }

    @Test func `a correction of the name is kept, and shown at the next school`() async throws {
        try await World.with { world in
            try await world.deliver([
                try world.register(id: "c-1") { $0.correctedName = Personal("Samantha Example") }
            ])
            try await world.deliver([
                try world.register(at: Fixture.otherSchool, from: "2026-11-01", id: "c-2")
            ])

            let registered = try await world.published(ECTRegistered.self)
            #expect(registered.map(\.name.revealed) == ["Samantha Example", "Samantha Example"])
        }
    }

    @Test(
        arguments: [
            // what TRS says after the correction -> the correction and the name shown at the next school
            ("Samantha", nil, "Sam Example"), (" Samantha ", nil, "Sam Example"),
            ("Samuel", "Samantha Example", "Samantha Example"),
        ] as [(String, String?, String)])
    func `a correction is dropped once TRS says the same`(
        first: String, correction: String?, shown: String
    ) async throws {
        try await World.with { world in
            try await world.deliver([
                try world.register(id: "c-1") { $0.correctedName = Personal("Samantha Example") }
            ])

            let update = TeacherUpdated(
                trn: Person.sam.trn, status: .active,
                facts: TeacherFacts(
                    firstName: Personal(first), lastName: Personal("Example"),
                    induction: InductionRecord(status: .inProgress, startedOn: nil)))
            try await world.deliver([update], to: "teachers")
            // By now TRS says Sam again.
            try await world.deliver([try world.register(at: Fixture.otherSchool, from: "2026-11-01", id: "c-2")])

            let registered = try await world.published(ECTRegistered.self).last
            #expect(registered?.correctedName?.revealed == correction)
            #expect(registered?.name.revealed == shown)
        }
    }

    @Test func `a school's last choices are remembered`() async throws {
        try await World.with { world in
            try await world.deliver([
                try world.register(.sam, id: "c-1"),
                try world.register(.kim, id: "c-2") {
                    $0.trainingProgramme = "school_led"
                    $0.leadProviderID = nil
                },
            ])

            let choices = try await world.database.query(
                "SELECT last_appropriate_body_id, last_programme, last_lead_provider_id FROM school WHERE urn = \(Fixture.school)",
                as: (AppropriateBodyID?, String?, LeadProviderID?).self)
            #expect(choices.first?.0 == Fixture.hub)
            #expect(choices.first?.1 == "school_led")
            #expect(choices.first?.2 == nil)
        }
    }
}
