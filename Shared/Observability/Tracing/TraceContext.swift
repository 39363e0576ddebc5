/// The place of a piece of work in a distributed trace, as W3C Trace Context carries it.
package struct TraceContext: Hashable, Sendable {
    /// 32 hexadecimal digits in lower case, not all zero.
    package let traceID: String
    /// 16 hexadecimal digits in lower case, not all zero.
    package let spanID: String
    package let isSampled: Bool

    /// The trace of the work that the current task does.
    @TaskLocal package static var current: TraceContext?

    /// Reads a `traceparent` header strictly: anything that is not exactly well formed starts no trace.
    package init?(traceparent: String) {
        let bytes = Array(traceparent.utf8)
        guard bytes.count >= 55, bytes[2] == hyphen, bytes[35] == hyphen, bytes[52] == hyphen else { return nil }
        let version = bytes[0..<2]
        let (trace, span, flags) = (bytes[3..<35], bytes[36..<52], bytes[53..<55])
        guard [version, trace, span, flags].allSatisfy({ $0.allSatisfy(isLowercaseHex) }) else { return nil }
        guard !version.elementsEqual("ff".utf8), !trace.allSatisfy(isZero), !span.allSatisfy(isZero) else { return nil }
        // Version 00 ends here. A later one may go on, but only after another hyphen.
        guard bytes.count == 55 || (!version.elementsEqual("00".utf8) && bytes[55] == hyphen) else { return nil }
        traceID = String(decoding: trace, as: UTF8.self)
        spanID = String(decoding: span, as: UTF8.self)
        isSampled = flags.last.map { hexValue($0) & 1 == 1 } ?? false
    }

    private init(traceID: String, spanID: String, isSampled: Bool) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
    }

    /// Returns a new trace.
    package static func root(using generator: inout some RandomNumberGenerator) -> TraceContext {
        TraceContext(
            traceID: nonZeroHex(using: &generator) + nonZeroHex(using: &generator),
            spanID: nonZeroHex(using: &generator), isSampled: true)
    }

    /// Returns a new trace with ids from the system's random numbers.
    package static func root() -> TraceContext {
        var generator = SystemRandomNumberGenerator()
        return root(using: &generator)
    }

    /// Returns the same trace with a span of its own.
    package func child(using generator: inout some RandomNumberGenerator) -> TraceContext {
        TraceContext(traceID: traceID, spanID: nonZeroHex(using: &generator), isSampled: isSampled)
    }

    /// Returns the same trace with a span of its own, whose id comes from the system's random numbers.
    package func child() -> TraceContext {
        var generator = SystemRandomNumberGenerator()
        return child(using: &generator)
    }

    /// The header that continues this trace elsewhere.
    package var traceparent: String {
        "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")"
    }
}

extension TraceContext {
    /// Runs the work as a child of the trace that a message carried, or in a new trace if it carried none.
    package static func continuing<Result>(
        _ traceparent: String?, _ work: () async throws -> Result
    ) async rethrows -> Result {
        let context = traceparent.flatMap(TraceContext.init(traceparent:))?.child() ?? .root()
        return try await $current.withValue(context) { try await work() }
    }
}

private let hyphen = UInt8(ascii: "-")

private func isZero(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "0") }

private func isLowercaseHex(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}

/// Returns the value of a digit that is known to be hexadecimal.
private func hexValue(_ byte: UInt8) -> UInt8 {
    byte <= UInt8(ascii: "9") ? byte - UInt8(ascii: "0") : byte - UInt8(ascii: "a") + 10
}

/// Returns 16 hexadecimal digits that are not all zero.
private func nonZeroHex(using generator: inout some RandomNumberGenerator) -> String {
    let number = UInt64.random(in: 1...UInt64.max, using: &generator)
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
