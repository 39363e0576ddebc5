import Logging
import Testing

@testable import Observability

struct LogLineTests {
    private let log = CapturedLog()

    @Test func `a line has the fixed keys in their order`() {
        log.logger().info("The service serves.", metadata: ["event": "service.started"])
        let expected = """
            {"ts":"2026-01-01T00:00:00.123Z","level":"info","svc":"registration","ver":"1.2.3","env":"local",\
            "msg":"The service serves.","event":"service.started"}

            """
        #expect(log.text == expected)
    }

    @Test(arguments: ["\"quoted\"", "back\\slash", "two\nlines", "tab\t", "\u{1}\u{1F}\u{7F}", "\u{2028}", "é漢🎓", ""])
    func `whatever a message holds, its line is one line of JSON`(message: String) throws {
        log.logger().warning("\(message)")
        #expect(try log.object()["msg"] == message)
        #expect(log.text.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
    }

    @Test func `metadata that is not listed is named and not printed`() throws {
        log.logger().info("Done.", metadata: ["first_name": "Ada", "count": "3"])
        let line = try log.object()
        #expect(line["count"] == "3")
        #expect(line["unlisted"] == "first_name")
        #expect(!log.text.contains("Ada"))
    }

    @Test func `metadata does not replace what the handler says`() throws {
        log.logger().info("Done.", metadata: ["svc": "somebody else", "ts": "never", "level": "trace"])
        let line = try log.object()
        #expect(line["svc"] == "registration")
        #expect(line["level"] == "info")
        #expect(line["ts"] == "2026-01-01T00:00:00.123Z")
    }

    @Test(arguments: ["event-id", "event.id", "event_id"])
    func `hyphens and full stops in keys are underscores`(key: String) throws {
        log.logger().info("Done.", metadata: [key: "abc"])
        #expect(try log.object()["event_id"] == "abc")
    }

    @Test func `sentences of errors are printed without what looks personal`() throws {
        log.logger().error("Failed.", metadata: ["error": "no row for 1234567 and ada@example.org"])
        #expect(try log.object()["error"] == "no row for [removed] and [removed]")
    }

    @Test func `messages, and names of metadata, are printed without what looks personal`() throws {
        log.logger().error("no row for 1234567 and ada@example.org", metadata: ["1234567": "x"])
        let line = try log.object()
        #expect(line["msg"] == "no row for [removed] and [removed]")
        #expect(line["unlisted"] == "[removed]")
    }

    @Test func `an error is told by its class, and by what may be said of it`() throws {
        let error = DecodingError.dataCorrupted(
            .init(codingPath: [], debugDescription: "The value 'Ada Lovelace' is not a date"))
        log.logger().error("Failed.", error: error)
        let line = try log.object()
        #expect(line["error_class"] == "DecodingError")
        #expect(line["error"] == "the value at the top is not understood")
    }

    @Test func `a decoding error says where and not what`() {
        let error = DecodingError.dataCorrupted(
            .init(codingPath: [], debugDescription: "The value 'Ada Lovelace' is not a date"))
        #expect(LoggedError.text(of: error) == "the value at the top is not understood")
    }

    @Test func `a long value is cut`() throws {
        log.logger().info("\(String(repeating: "x", count: 100_000))")
        let message = try #require(try log.object()["msg"])
        #expect(message.hasSuffix("x…"))
        #expect(message.utf8.count < 1_100)
    }

    @Test func `lines of traced work carry the trace`() throws {
        let context = try #require(
            TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        TraceContext.$current.withValue(context) { log.logger().info("Traced.") }
        let line = try log.object()
        #expect(line["trace_id"] == "0af7651916cd43dd8448eb211c80319c")
        #expect(line["span_id"] == "b7ad6b7169203331")
    }

    @Test func `lines below the level are not written`() {
        log.logger(level: .warning).info("Quiet.")
        #expect(log.text.isEmpty)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
    ])
    func `instants are shown in UTC with milliseconds`(milliseconds: Int64, text: String) {
        #expect(LogTimestamp(millisecondsSince1970: milliseconds).text == text)
    }
}
