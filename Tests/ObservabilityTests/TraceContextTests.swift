import Testing

@testable import Observability

struct TraceContextTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let span = "b7ad6b7169203331"

    @Test(arguments: [
        ("00-\(trace)-\(span)-01", true), ("00-\(trace)-\(span)-00", false), ("00-\(trace)-\(span)-03", true),
        ("01-\(trace)-\(span)-01", true), ("cc-\(trace)-\(span)-01-what-comes-later", true),
    ])
    func `a well formed traceparent is read`(header: String, isSampled: Bool) throws {
        let context = try #require(TraceContext(traceparent: header))
        #expect(context.traceID == Self.trace)
        #expect(context.spanID == Self.span)
        #expect(context.isSampled == isSampled)
    }

    @Test(arguments: [
        "", "00", "00-\(trace)-\(span)", "00-\(trace)-\(span)-", "00-\(trace)-\(span)-0", "00-\(trace)-\(span)-0x",
        "00-\(trace)-\(span)-01-more", "00-\(trace)-\(span)-01 ", " 00-\(trace)-\(span)-01",
        "ff-\(trace)-\(span)-01", "0-\(trace)-\(span)-01", "01-\(trace)-\(span)-01x",
        "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-\(span)-01", "00_\(trace)_\(span)_01",
        "00-\(trace)-\(span)é01", String(repeating: "-", count: 55), String(repeating: "0", count: 200),
    ])
    func `anything else begins no trace`(header: String) {
        #expect(TraceContext(traceparent: header) == nil)
    }

    @Test func `a child stays in the trace with a span of its own`() {
        let root = TraceContext.root()
        let child = root.child()
        #expect(child.traceID == root.traceID)
        #expect(child.spanID != root.spanID)
        #expect(TraceContext(traceparent: child.traceparent) == child)
    }

    @Test func `work goes on in the trace that its message carried`() async {
        let seen = await TraceContext.continuing("00-\(Self.trace)-\(Self.span)-01") { TraceContext.current }
        #expect(seen?.traceID == Self.trace)
        #expect(seen?.spanID != Self.span)
    }

    @Test(arguments: [nil, "nonsense"])
    func `work without a usable trace begins one`(header: String?) async {
        let seen = await TraceContext.continuing(header) { TraceContext.current }
        #expect(seen != nil)
        #expect(seen?.traceID != Self.trace)
    }
}
