import Events
import Foundation
import IdentityProof
import Kafka
import Synchronization
import Testing
import Vocabulary

@testable import IdentityService

@Suite("Importing persons")
struct PersonImportTests {
    private static func key() throws -> LookupKey { try LookupKey(bytes: [UInt8](repeating: 3, count: 32)) }

    private static func event(_ line: String) throws -> any PersonObservation {
        var reader = PersonLineReader(key: try key(), now: 7)
        return try reader.event(of: line.utf8)
    }

    @Test func `a whole line becomes an event with digests in place of secrets`() throws {
        let event = try #require(
            try Self.event(
                """
                {"trn":"1234567","firstName":"Ada","middleName":"King","lastName":"Byron","dateOfBirth":"1999-01-31",
                "nationalInsuranceNumber":"ab 12 34 56 c","qualifiedTeacherStatusAwardedOn":"2025-07-31",
                "induction":{"status":"Passed","startedOn":"2023-09-01","completedOn":"2025-07-20"},
                "prohibition":{"endsOn":"2027-01-01"},"observedAt":"2026-01-01T00:05:00Z","aFieldOfTomorrow":1}
                """) as? PersonUpdated)
        let key = try Self.key()

        #expect(
            event
                == PersonUpdated(
                    trn: "1234567", firstName: Personal("Ada"), middleName: Personal("King"),
                    lastName: Personal("Byron"),
                    dateOfBirthDigest: key.digest(dateOfBirth: "1999-01-31", of: "1234567"),
                    nationalInsuranceNumberDigest: key.digest(
                        nationalInsuranceNumber: try NationalInsuranceNumber(parsing: "AB123456C"), of: "1234567"),
                    lookupKeyID: key.id,
                    qualifiedTeacherStatusAwardedOn: "2025-07-31",
                    induction: InductionRecord(
                        status: .passed, startedOn: "2023-09-01", completedOn: "2025-07-20"),
                    prohibition: Prohibition(endsOn: "2027-01-01"), observedAt: 5))
        let written = String(decoding: try EventCoding.encode(event), as: UTF8.self)
        #expect(!written.contains("1999-01-31") && !written.contains("123456C"))
    }

    @Test func `a line without a moment was true when the import began`() throws {
        let line = #"{"trn":"1234567","firstName":"Ada","lastName":"Byron","induction":{"status":"None"}}"#

        #expect((try Self.event(line) as? PersonUpdated)?.observedAt == 7)
    }

    @Test func `a file that is taken again is as of now, whatever its lines say`() throws {
        var reader = PersonLineReader(key: try Self.key(), now: 7, isObservedNow: true)
        let event = try reader.event(
            of: #"{"type":"deactivated","trn":"1234567","observedAt":"2026-01-01T00:05:00Z"}"#.utf8)
        #expect(event as? PersonDeactivated == PersonDeactivated(trn: "1234567", observedAt: 7))

        let next = try reader.event(
            of: #"{"type":"reactivated","trn":"1234567","observedAt":"2026-01-01T00:04:00Z"}"#.utf8)
        let after = Instant(millisecondsSinceEpoch: Instant(7).millisecondsSinceEpoch + 1)
        #expect(next as? PersonReactivated == PersonReactivated(trn: "1234567", observedAt: after))
    }

    @Test func `a second line about a person has to say when it was true`() throws {
        var reader = PersonLineReader(key: try Self.key(), now: 7)
        _ = try reader.event(of: #"{"type":"deactivated","trn":"1234567"}"#.utf8)
        _ = try reader.event(of: #"{"type":"deactivated","trn":"7654321"}"#.utf8)

        let problem = #expect(throws: PersonLineProblem.self) {
            try reader.event(of: #"{"type":"reactivated","trn":"1234567"}"#.utf8)
        }

        #expect(problem?.description.hasPrefix("observedAt must be given") == true)
    }

    @Test func `lines about a person come in the order of their moments`() throws {
        var reader = PersonLineReader(key: try Self.key(), now: 7)
        func read(_ type: String, at minute: Int) throws -> any PersonObservation {
            let line = #"{"type":"\#(type)","trn":"1234567","observedAt":"2026-01-01T00:0\#(minute):00Z"}"#
            return try reader.event(of: line.utf8)
        }
        _ = try read("deactivated", at: 2)
        _ = try read("reactivated", at: 3)

        for minute in [3, 1] {
            let problem = #expect(throws: PersonLineProblem.self) { try read("deactivated", at: minute) }
            #expect(problem?.description.hasPrefix("observedAt must be later than in the lines before") == true)
        }
        #expect(try reader.event(of: #"{"type":"deactivated","trn":"1234567"}"#.utf8) is PersonDeactivated)
    }

    @Test func `records out of use have lines too`() throws {
        #expect(
            try Self.event(#"{"type":"deactivated","trn":"1234567"}"#) as? PersonDeactivated
                == PersonDeactivated(trn: "1234567", observedAt: 7))
        #expect(
            try Self.event(#"{"type":"reactivated","trn":"1234567"}"#) as? PersonReactivated
                == PersonReactivated(trn: "1234567", observedAt: 7))
        #expect(
            try Self.event(#"{"type":"not-found","trn":"1234567"}"#) as? PersonNotFound
                == PersonNotFound(trn: "1234567", observedAt: 7))
        #expect(
            try Self.event(#"{"type":"merged","trn":"1234567","mergedInto":"7654321"}"#) as? PersonMerged
                == PersonMerged(trn: "1234567", mergedInto: "7654321", observedAt: 7))
    }

    @Test(arguments: [
        ("nonsense", "is not a JSON object"), ("[]", "is not a JSON object"), (#"{"trn":1234567}"#, "is not a JSON"),
        ("{}", "trn must be"), (#"{"trn":"123"}"#, "trn must be"),
        (#"{"trn":"1234567"}"#, "firstName must be"), (#"{"trn":"1234567","firstName":"A"}"#, "lastName must be"),
        (#"{"trn":"1234567","firstName":"A","lastName":"B"}"#, "induction.status must be"),
        (
            #"{"trn":"1234567","firstName":"A","lastName":"B","induction":{"status":"passed"}}"#,
            "induction.status must be one of None, RequiredToComplete, "
        ),
        (
            #"{"trn":"1234567","firstName":"A","lastName":"B","induction":{"status":"None"},"dateOfBirth":"31/1/1999"}"#,
            "dateOfBirth must be"
        ),
        (
            #"{"trn":"1234567","firstName":"A","lastName":"B","induction":{"status":"None"},"dateOfBirth":"1999-02-30"}"#,
            "dateOfBirth must be"
        ),
        (
            #"{"trn":"1234567","firstName":"A","lastName":"B","induction":{"status":"None"},"nationalInsuranceNumber":"X"}"#,
            "nationalInsuranceNumber must be"
        ),
        (#"{"trn":"1234567","type":"merged"}"#, "mergedInto must be"),
        (#"{"trn":"1234567","type":"merged","mergedInto":"1234567"}"#, "mergedInto must be"),
        (#"{"trn":"1234567","type":"gone"}"#, "type must be"),
        (#"{"trn":"1234567","type":"deactivated","observedAt":"yesterday"}"#, "observedAt must be"),
        (
            #"{"trn":"1234567","type":"deactivated","observedAt":"2062-01-01T00:00:00Z"}"#,
            "observedAt must be later than 1970 and not in the future"
        ),
        (
            #"{"trn":"1234567","type":"deactivated","observedAt":"1969-01-01T00:00:00Z"}"#,
            "observedAt must be later than 1970"
        ),
    ])
    func `a bad line says what is wrong without showing it`(_ line: String, _ complaint: String) throws {
        let problem = try #require(throws: PersonLineProblem.self) { try Self.event(line) }

        #expect(problem.description.hasPrefix(complaint))
        #expect(["1999-02-30", "31/1", "1234567", "yesterday"].allSatisfy { !problem.description.contains($0) })
    }

    @Test func `bad lines are told by number, counted and skipped`() async throws {
        let file = URL.temporaryDirectory.appending(path: "\(UUID()).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(
            """
            {"type":"deactivated","trn":"1000001"}\r
            nonsense

            {"type":"deactivated","trn":"1000002","observedAt":"2026-01-01T00:00:00Z"}
            {"trn":"12"}
            {"type":"not-found","trn":"1000003"}
            """.utf8
        ).write(to: file)
        let sent = Mutex<[OutgoingRecord]>([])
        let told = Mutex<[String]>([])
        let publisher = PersonPublisher { records in sent.withLock { $0 += records } }

        let report = try await PersonImport(key: Self.key(), publisher: publisher, now: Instant(7).date)
            .run(file) { line in told.withLock { $0.append(line) } }

        #expect(report.published == 3 && report.skipped == 2)
        let lines = told.withLock { $0 }
        #expect(lines.map { $0.prefix(14) } == ["line 2 skipped", "line 5 skipped"])
        let records = sent.withLock { $0 }
        #expect(records.map(\.topic) == [String](repeating: "trs.person.v1", count: 3))
        #expect(
            records.map { $0.key.map { String(decoding: $0, as: UTF8.self) } } == ["1000001", "1000002", "1000003"])
    }

    @Test func `one observation has one id and its moment as version`() async throws {
        let sent = Mutex<[OutgoingRecord]>([])
        let publisher = PersonPublisher { records in sent.withLock { $0 += records } }
        try await publisher.publish([person(), person(), person(observedAt: 2)])

        let metadata = try sent.withLock { $0 }.map { record in
            try CloudEventHeaders.decode(record.headers.map { ($0.name, $0.value) }).metadata
        }
        #expect(metadata.map(\.id).first == metadata.dropFirst().first?.id)
        #expect(Set(metadata.map(\.id)).count == 2)
        #expect(metadata.last?.sequence == Int64(Instant(2).millisecondsSinceEpoch))
    }
}

@Suite("Made-up persons")
struct MadeUpPersonsTests {
    private func events(_ count: Int, seed: UInt64 = 1) throws -> [any PersonObservation] {
        var reader = PersonLineReader(key: try LookupKey(bytes: [UInt8](repeating: 3, count: 32)), now: 7)
        return try MadeUpPersons(count: count, seed: seed).map { try reader.event(of: $0.utf8) }
    }

    @Test func `one seed makes the same persons and another makes others`() {
        let some = Array(MadeUpPersons(count: 500, seed: 1))

        #expect(some == Array(MadeUpPersons(count: 500, seed: 1)))
        #expect(some != Array(MadeUpPersons(count: 500, seed: 2)))
        #expect(Array(MadeUpPersons(count: 100, seed: 1)) == Array(some.prefix(100)))
    }

    @Test func `the numbers of demonstrations come first`() throws {
        #expect(try events(11).map(\.key) == (7_000_001...7_000_011).map(String.init))
        #expect(Array(MadeUpPersons(count: 3, seed: 1)).count == 3)
    }

    @Test func `the others pass over the numbers of demonstrations`() throws {
        let others = (5_999_990...6_000_020).map(MadeUpPersons.trn)

        #expect(Set(others).count == others.count)
        #expect(Set(others).isDisjoint(with: try events(11).map(\.key)))
        #expect(MadeUpPersons.trn(7_999_988).count == 7)
    }

    @Test func `every kind of record is among them and no number twice`() throws {
        let events = try events(1_000)
        let persons = events.compactMap { $0 as? PersonUpdated }

        #expect(Set(events.map(\.key)).count == 1_000)
        #expect(
            Set(persons.map(\.induction.status)).isSuperset(of: [
                .none, .requiredToComplete, .inProgress, .passed, .failed, .failedInWales, .exempt,
            ]))
        #expect(persons.contains { $0.prohibition != nil })
        #expect(events.contains { $0 is PersonMerged } && events.contains { $0 is PersonDeactivated })
        #expect(events.contains { $0 is PersonNotFound })
        #expect(persons.contains { $0.nationalInsuranceNumberDigest == nil })
    }
}
