import Events
import Foundation
import IdentityProof
import Kafka
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import RegistrationService

@Suite("Refusing to register")
struct RefusingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let reasons: String
        let change: @Sendable (inout RegisterECT) -> Void
        var testDescription: String { reasons }

        init(_ reasons: String, _ change: @escaping @Sendable (inout RegisterECT) -> Void) {
            self.reasons = reasons
            self.change = change
        }
    }

    static let cases = [
        Case("urn:missing") { $0.urn = nil },
        Case("urn:not-a-urn") { $0.urn = "School" },
        Case("urn:school-unknown") { $0.urn = "999999" },
        Case("urn:school-closed") { $0.urn = "\(Fixture.closedSchool.rawValue)" },
        Case("urn:school-not-funded") { $0.urn = "\(Fixture.unfundedSchool.rawValue)" },
        Case("urn:school-ineligible") { $0.urn = "\(Fixture.university.rawValue)" },
        Case("trn:too-few-digits") { $0.trn = "12" },
        Case("trn:teacher-unknown") { $0.trn = "3999999" },
        Case("identityProof:missing") { $0.identityProof = nil },
        Case("identityProof:proof-key-unknown") { $0.identityProof?.keyID = "retired" },
        Case("identityProof:proof-unreadable") { $0.identityProof?.ciphertext = "AAAA" },
        Case("emailAddress:not-an-email-address") { $0.emailAddress = Personal("nobody") },
        Case("startedOn:not-a-date") { $0.startedOn = "2026-02-30" },
        Case("startedOn:start-too-early") { $0.startedOn = "2020-09-01" },
        Case("startedOn:registration-not-open") { $0.startedOn = "2030-09-01" },
        Case("workingPattern:unknown-word") { $0.workingPattern = "sometimes" },
        Case("appropriateBodyID:not-an-id") { $0.appropriateBodyID = "hub" },
        Case("appropriateBodyID:appropriate-body-unknown") { $0.appropriateBodyID = "\(Fixture.beacon)" },
        Case("appropriateBodyID:appropriate-body-not-allowed") { $0.appropriateBodyID = "\(Fixture.council)" },
        Case("leadProviderID:missing") { $0.leadProviderID = nil },
        Case("leadProviderID:lead-provider-not-wanted") { $0.trainingProgramme = "school_led" },
        Case("leadProviderID:lead-provider-unknown") { $0.leadProviderID = "\(Fixture.hub)" },
        Case("leadProviderID:lead-provider-inactive") { $0.leadProviderID = "\(Fixture.lantern)" },
        Case("correctedName:too-long") { $0.correctedName = Personal(String(repeating: "x", count: 71)) },
        Case("urn:not-a-urn emailAddress:missing startedOn:not-a-date") {
            ($0.urn, $0.emailAddress, $0.startedOn) = ("x", nil, "soon")
        },
    ]

    @Test(arguments: cases) func `a wrong field is named`(wrong: Case) async throws {
        try await World.with { world in
            try await world.deliver([try world.register(.sam, wrong.change)])

            #expect(try await world.outcomes() == ["c-1": ["refused \(wrong.reasons)"]])
            #expect(try await world.published(ECTRegistered.self).isEmpty)
            #expect(try await world.database.query("SELECT id FROM placement", as: UUID.self).isEmpty)
        }
    }

    static let bars: [(LookupAnswered.Result, String)] = [
        (.deactivated, "trn:teacher-deactivated"), (.merged, "trn:teacher-merged"),
        (.prohibited, "trn:teacher-prohibited"), (.inductionPassed, "trn:induction-passed"),
        (.inductionFailed, "trn:induction-failed"), (.inductionExempt, "trn:induction-exempt"),
    ]

    @Test(arguments: bars) func `a teacher who is barred is not registered`(
        bar: LookupAnswered.Result, reasons: String
    ) async throws {
        try await World.with { world in
            var person = Person.sam
            person.bar = bar
            world.identity.know([person])

            try await world.deliver([try world.register()])

            #expect(try await world.outcomes() == ["c-1": ["refused \(reasons)"]])
        }
    }

    static let proofs: [(ClearProof, String)] = [
        (ClearProof(dateOfBirth: "1980-01-01"), "identityProof:identity-not-matched"),
        (ClearProof(nationalInsuranceNumber: "AB654321C"), "identityProof:identity-not-matched"),
        (ClearProof(), "identityProof.dateOfBirth:missing"),
        (ClearProof(dateOfBirth: "31.1.1999"), "identityProof.dateOfBirth:not-a-date"),
        (ClearProof(dateOfBirth: "2020-01-01"), "identityProof.dateOfBirth:date-of-birth-too-recent"),
        (
            ClearProof(nationalInsuranceNumber: "1"),
            "identityProof.nationalInsuranceNumber:not-a-national-insurance-number"
        ),
    ]

    @Test(arguments: proofs) func `a proof that does not prove is refused`(
        proof: ClearProof, reasons: String
    ) async throws {
        try await World.with { world in
            try await world.deliver([try world.register(proof: proof)])

            #expect(try await world.outcomes() == ["c-1": ["refused \(reasons)"]])
        }
    }

    @Test func `a proof that was sealed for another command does not open`() async throws {
        try await World.with { world in
            let other = try world.register(id: "c-2")
            try await world.deliver([try world.register { $0.identityProof = other.identityProof }])

            #expect(try await world.outcomes() == ["c-1": ["refused identityProof:proof-unreadable"]])
        }
    }

    @Test func `one bad command in a batch costs no other`() async throws {
        try await World.with { world in
            try await world.deliver([
                try world.register(.sam, id: "c-1") { $0.urn = "x" }, try world.register(.kim, id: "c-2"),
            ])

            #expect(try await world.outcomes() == ["c-1": ["refused urn:not-a-urn"], "c-2": ["accepted"]])
        }
    }

    static let ids = [
        "missing": " ", "control-characters": "nul\u{0}", "too-long": String(repeating: "x", count: 201),
    ]

    @Test(arguments: ids.keys) func `a command whose id cannot be kept is refused under the id of its event`(
        code: String
    ) async throws {
        try await World.with { world in
            let records = try await world.deliver([try world.register(id: try #require(Self.ids[code]))])
            try await world.deliver(records: records)

            let event = try #require(records.first?.header("ce_id").map { String(decoding: $0, as: UTF8.self) })
            #expect(try await world.outcomes() == [event: ["refused commandID:\(code)"]])
        }
    }

    @Test func `an id that cannot be kept hides no other reason`() async throws {
        try await World.with { world in
            let records = try await world.deliver([try world.register(id: " ") { $0.urn = "x" }])

            let event = try #require(records.first?.header("ce_id").map { String(decoding: $0, as: UTF8.self) })
            #expect(try await world.outcomes() == [event: ["refused commandID:missing urn:not-a-urn"]])
        }
    }

    static let malformed: [(json: String, reasons: String)] = [
        (#""urn":{}"#, "urn:not-a-urn"), (#""urn":[]"#, "urn:not-a-urn"), (#""urn":true"#, "urn:not-a-urn"),
        (#""trn":{"number":1}"#, "trn:too-few-digits"),
        (#""identityProof":"sealed""#, "identityProof:proof-unreadable"),
        (#""identityProof":{}"#, "identityProof:proof-unreadable"),
        (#""identityProof":{"keyID":1,"encapsulatedKey":2,"ciphertext":3}"#, "identityProof:proof-key-unknown"),
        (#""correctedName":{"first":"Sam"}"#, "correctedName:control-characters"),
        (#""emailAddress":[]"#, "emailAddress:not-an-email-address"),
        (#""startedOn":20260901"#, "startedOn:not-a-date"), (#""workingPattern":1"#, "workingPattern:unknown-word"),
        (#""leadProviderID":{}"#, "leadProviderID:not-an-id"),
    ]

    @Test(arguments: malformed) func `a field of the wrong type is refused, and the right command may follow`(
        json: String, reasons: String
    ) async throws {
        try await World.with { world in
            let right = try world.register(id: "c-2")
            let wrong = try world.delivery.record(of: try world.register())
            var fields = try #require(
                JSONSerialization.jsonObject(with: Data(wrong.value ?? [])) as? [String: Any])
            let other = try #require(JSONSerialization.jsonObject(with: Data("{\(json)}".utf8)) as? [String: Any])
            fields.merge(other) { $1 }
            let body = Array(try JSONSerialization.data(withJSONObject: fields))

            try await world.deliver(records: [world.delivery.record(like: wrong, value: body)])
            try await world.deliver([right])

            #expect(try await world.outcomes() == ["c-1": ["refused \(reasons)"], "c-2": ["accepted"]])
        }
    }

    @Test(arguments: ["", "not JSON", "[]", "null", "{}", "\u{FEFF}{", #"{"commandID":null}"#, #"{"commandID":{}}"#])
    func `a body without a command is refused under the id of its event`(body: String) async throws {
        try await World.with { world in
            let record = try world.delivery.record(of: try world.register())

            try await world.deliver(records: [world.delivery.record(like: record, value: Array(body.utf8))])

            let event = try #require(record.header("ce_id").map { String(decoding: $0, as: UTF8.self) })
            let outcome = try await world.outcomes()
            #expect(Array(outcome.keys) == [event])
            #expect(outcome[event]?.first?.hasPrefix("refused commandID:") == true)
        }
    }
}
