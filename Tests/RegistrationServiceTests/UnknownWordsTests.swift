import Events
import Messaging
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import RegistrationService

@Suite("Words that only a newer writer knows")
struct UnknownWordsTests {
    @Test func `an establishment of an unknown status leaves its school as it was and parks`() async throws {
        try await World.with { world in
            let before = try await world.published(SchoolUpdated.self).count
            var changed = Fixture.establishment()
            changed.status = OpenWord(rawValue: "federated")

            try await world.deliver(
                [changed, Fixture.establishment(Fixture.otherSchool, status: .closed, closedOn: "2026-08-31")],
                to: "establishments")

            let parked = try await world.delivery.parked()
            #expect(parked.map(\.key) == [Fixture.school.rawValue])
            #expect(parked.first?.reason.hasPrefix("status has a word that this version does not know") == true)
            #expect(try await world.published(SchoolUpdated.self).dropFirst(before).map(\.urn) == [Fixture.otherSchool])
            try await giveUp(parked, in: world)
        }
    }

    @Test func `an establishment of an unknown type leaves its school as it was and parks`() async throws {
        try await World.with { world in
            let before = try await world.published(SchoolUpdated.self).count

            try await world.deliver([Fixture.establishment(type: "Academy of tomorrow")], to: "establishments")

            let parked = try await world.delivery.parked()
            #expect(parked.map(\.key) == [Fixture.school.rawValue])
            #expect(parked.first?.reason.hasPrefix("typeName has a word that this version does not know") == true)
            #expect(try await world.published(SchoolUpdated.self).count == before)
            try await giveUp(parked, in: world)
        }
    }

    @Test func `a command about which identity says less than it should is set aside and not refused`() async throws {
        try await World.with { world in
            var sam = Person.sam
            sam.isWithoutFacts = true
            world.identity.know([sam])
            try await world.deliver([try world.register(id: "c-1")])

            #expect(try await world.outcomes().isEmpty)
            let parked = try await world.delivery.parked()
            #expect(parked.map(\.reason) == ["identity has matched the teacher and sent no name"])
            world.identity.know([.sam])
            for letter in parked {
                try await DeadLetters(database: world.database).replay(letter.eventID, actor: "test")
            }
            try await world.retryParked()
            #expect(try await world.outcomes() == ["c-1": ["accepted"]])
        }
    }

    @Test func `a command whose proof identity cannot compare is set aside and not refused`() async throws {
        try await World.with { world in
            var sam = Person.sam
            sam.wordOfTomorrow = LookupAnswered.Result.notComparable.rawValue
            world.identity.know([sam])
            try await world.deliver([try world.register(id: "c-1"), try world.register(.kim, id: "c-2")])

            #expect(try await world.outcomes().keys.sorted() == ["c-2"])
            let parked = try await world.delivery.parked()
            #expect(parked.first?.reason.contains("LOOKUP_KEY") == true)

            world.identity.know([.sam])
            for letter in parked {
                try await DeadLetters(database: world.database).replay(letter.eventID, actor: "test")
            }
            try await world.retryParked()
            #expect(try await world.outcomes()["c-1"]?.first?.hasPrefix("accepted") == true)
        }
    }

    @Test func `a question comes with digests under every lookup key`() async throws {
        try await World.with { world in
            world.identity.know([.sam])
            try await world.deliver([try world.register(id: "c-1")])

            let question = try #require(world.identity.asked.first?.first)
            let earlier = try #require(question.underEarlierKeys?.first)
            #expect(question.underEarlierKeys?.count == 1)
            #expect(question.lookupKeyID != nil && question.lookupKeyID != earlier.lookupKeyID)
            #expect(earlier.dateOfBirthDigest != nil && earlier.dateOfBirthDigest != question.dateOfBirthDigest)
        }
    }

    @Test func `a command about which identity does not answer is set aside, and others are not`() async throws {
        try await World.with { world in
            world.identity.passOver(Person.sam.trn)
            try await world.deliver([try world.register(id: "c-1"), try world.register(.kim, id: "c-2")])

            #expect(try await world.outcomes().keys.sorted() == ["c-2"])
            let parked = try await world.delivery.parked()
            #expect(parked.first?.reason.contains("dead letters") == true)

            world.identity.passOver(Person.sam.trn, false)
            for letter in parked {
                try await DeadLetters(database: world.database).replay(letter.eventID, actor: "test")
            }
            try await world.retryParked()
            #expect(try await world.outcomes()["c-1"]?.first?.hasPrefix("accepted") == true)
        }
    }

    @Test func `a command about which identity says something unknown waits, and others do not`() async throws {
        try await World.with { world in
            var sam = Person.sam
            sam.wordOfTomorrow = "suspended"
            world.identity.know([sam])
            try await world.deliver([try world.register(id: "c-1"), try world.register(.kim, id: "c-2")])

            #expect(try await world.outcomes().keys.sorted() == ["c-2"])
            let parked = try await world.delivery.parked()
            #expect(parked.map(\.reason.isEmpty) == [false])
            #expect(parked.first?.reason.hasPrefix("result of the lookup has a word") == true)

            // The next version knows the word, or identity uses another one.
            world.identity.know([.sam])
            for letter in parked {
                try await DeadLetters(database: world.database).replay(letter.eventID, actor: "test")
            }
            try await world.retryParked()

            #expect(try await world.outcomes()["c-1"]?.first?.hasPrefix("accepted") == true)
        }
    }

    @Test func `the copy of a teacher keeps a status that it does not know`() async throws {
        try await World.with { world in
            var update = TeacherUpdated(trn: Person.sam.trn, status: .active)
            update.status = OpenWord(rawValue: "archived")

            try await world.deliver([update], to: "teachers")

            #expect(try await world.database.query("SELECT status FROM teacher", as: String.self) == ["archived"])
        }
    }

    /// Discards parked events, since the world expects that none are left.
    private func giveUp(_ letters: [DeadLetter], in world: World) async throws {
        for letter in letters {
            try await DeadLetters(database: world.database).discard(letter.eventID, because: "test", actor: "test")
        }
    }
}
