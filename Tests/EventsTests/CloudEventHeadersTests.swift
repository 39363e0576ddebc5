import Events
import Foundation
import TestSupport
import Testing

@Suite("CloudEvents headers")
struct CloudEventHeadersTests {
    @Test func `what was written is read again`() throws {
        let metadata = EventMetadata(
            id: UUID(), time: Date(timeIntervalSince1970: 1_788_251_400.123), sequence: 42, correlationID: UUID(),
            causationID: UUID(), traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", isReplay: true)

        let headers = CloudEventHeaders.encode(
            type: TeacherUpdated.type, metadata: metadata, source: CloudEventHeaders.source(of: "identity"),
            subject: "1234567")
        let read = try CloudEventHeaders.decode(headers.map { ($0.name, $0.value) })

        #expect(read.type == TeacherUpdated.type)
        #expect(read.metadata == metadata)
    }

    @Test func `the headers are those of CloudEvents in binary mode`() throws {
        let id = try #require(UUID(uuidString: "0198C0DE-0000-7000-8000-000000000001"))
        let headers = CloudEventHeaders.encode(
            type: TeacherUpdated.type,
            metadata: EventMetadata(id: id, time: Date(timeIntervalSince1970: 0.5), sequence: 42),
            source: CloudEventHeaders.source(of: "identity"), subject: "1234567")

        #expect(
            headers.map { "\($0.name): \(String(decoding: $0.value, as: UTF8.self))" } == [
                "content-type: application/json",
                "ce_specversion: 1.0",
                "ce_id: 0198c0de-0000-7000-8000-000000000001",
                "ce_type: uk.gov.education.identity.teacher.updated",
                "ce_source: urn:register-early-career-teachers:identity",
                "ce_time: 1970-01-01T00:00:00.500Z",
                "ce_subject: 1234567",
                "ce_partitionkey: 1234567",
                "ce_sequence: 00000000000000000042",
            ])
    }

    @Test(
        arguments: [
            (0, "00000000000000000000"), (1_000_000, "00000000000001000000"), (.max, "09223372036854775807"),
            (-1, "00000000000000000000"),
        ] as [(Int64, String)])
    func `sequences have one width, so that they compare as text`(_ sequence: Int64, _ written: String) throws {
        let headers = CloudEventHeaders.encode(
            type: TeacherUpdated.type, metadata: EventMetadata(id: UUID(), time: Date(), sequence: sequence),
            source: "urn:test", subject: "1234567")

        let value = try #require(headers.first { $0.name == "ce_sequence" }?.value)
        #expect(String(decoding: value, as: UTF8.self) == written)
    }

    @Test(arguments: ["ce_specversion", "ce_id", "ce_type", "ce_time"])
    func `a header that every event needs is missed`(_ name: String) {
        expectProblem(.missing, name) { $0.removeAll { $0.name == name } }
        expectProblem(.missing, name) { $0.append((name, nil)) }
    }

    @Test func `an event without a time has that of its record`() throws {
        let timestamp = Date(timeIntervalSince1970: 7)

        let read = try CloudEventHeaders.decode(valid.filter { $0.name != "ce_time" }, timestamp: timestamp)

        #expect(read.metadata.time == timestamp)
    }

    @Test(
        arguments: [
            ("ce_specversion", "0.3"), ("ce_specversion", ""), ("ce_type", ""),
            ("ce_id", "17"), ("ce_id", ""), ("ce_correlationid", "story"), ("ce_causationid", "{}"),
            ("ce_time", "today"), ("ce_time", "2026-02-30T00:00:00Z"), ("ce_time", "2026-01-01T24:00:00Z"),
            ("ce_sequence", ""), ("ce_sequence", "-1"), ("ce_sequence", "+1"), ("ce_sequence", "1.5"),
            ("ce_sequence", "99999999999999999999"), ("ce_sequence", "٣"),
        ])
    func `a value that a header cannot have is a problem of that header`(_ name: String, _ value: String) {
        expectProblem(.malformed, name) { $0.append((name, Array(value.utf8))) }
    }

    @Test(arguments: ["ce_specversion", "ce_id", "ce_type", "ce_time", "ce_sequence", "ce_correlationid"])
    func `bytes that are not text, control characters and endless text are refused`(_ name: String) {
        let noText: [[UInt8]] = [
            [0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x31, 0x00], [0x31, 0x0A], [0x7F], [0xC2, 0x85],
        ]
        for bytes in noText {
            expectProblem(.notText, name) { $0.append((name, bytes)) }
        }
        expectProblem(.tooLong, name) { $0.append((name, Array(repeating: 0x31, count: 1_000_000))) }
    }

    @Test(
        arguments: [
            ("application/cloudevents+json; charset=UTF-8", EnvelopeProblem.Cause.structured),
            ("Application/CloudEvents", .structured), ("text/plain", .notJSON), ("", .notJSON),
            ("application/jsonx", .notJSON),
        ])
    func `content other than JSON in binary mode is refused`(_ type: String, _ cause: EnvelopeProblem.Cause) {
        expectProblem(cause, "content-type") { $0.append(("content-type", Array(type.utf8))) }
    }

    @Test(arguments: ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/x+json"])
    func `content in JSON is read`(_ type: String) throws {
        _ = try CloudEventHeaders.decode(valid + [("content-type", Array(type.utf8))])
    }

    @Test func `of several headers with one name the last counts`() throws {
        let read = try CloudEventHeaders.decode([("ce_type", [0xFF]), ("ce_sequence", nil)] + valid)

        #expect(read.type.rawValue == "some.type")
    }

    @Test func `a broken trace, an odd replay mark and unknown headers stop nothing`() throws {
        let noise: [CloudEventHeaders.Header] = [
            ("traceparent", [0xFF]), ("replay", Array(repeating: 0x31, count: 5_000)), ("", nil), ("ce_unknown", [0]),
        ]

        let read = try CloudEventHeaders.decode(valid + noise + noise)

        #expect(read.metadata.traceparent == nil)
        #expect(!read.metadata.isReplay)
    }

    @Test func `no headers at all are a problem and no trap`() {
        #expect(throws: EnvelopeProblem(header: "ce_specversion", cause: .missing)) {
            try CloudEventHeaders.decode([])
        }
    }

    @Test func `random headers never trap`() {
        var random = SeededNumbers(seed: 7)
        let names = valid.map(\.name) + ["content-type", "ce_sequence", "traceparent", "replay"]
        for _ in 0..<2_000 {
            let headers: [CloudEventHeaders.Header] = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                return (names.randomElement(using: &random) ?? "", bytes)
            }
            _ = try? CloudEventHeaders.decode(headers)
        }
    }

    private let valid: [CloudEventHeaders.Header] = [
        ("ce_specversion", Array("1.0".utf8)), ("ce_id", Array("0198c0de-0000-7000-8000-000000000001".utf8)),
        ("ce_type", Array("some.type".utf8)), ("ce_time", Array("2026-01-01T00:00:00Z".utf8)),
    ]

    private func expectProblem(
        _ cause: EnvelopeProblem.Cause,
        _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        change: (inout [CloudEventHeaders.Header]) -> Void
    ) {
        var headers = valid
        change(&headers)
        #expect(throws: EnvelopeProblem(header: name, cause: cause), sourceLocation: sourceLocation) {
            try CloudEventHeaders.decode(headers)
        }
    }
}
