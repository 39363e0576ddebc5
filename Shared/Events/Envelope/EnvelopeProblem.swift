/// The reason why the headers of a record are not the headers of an event.
///
/// It names the header and never its value.
package struct EnvelopeProblem: Error, Hashable {
    package enum Cause: String, Sendable, CaseIterable {
        case missing = "is missing"
        case notText = "is not UTF-8 text without control characters"
        case tooLong = "is longer than 1,024 bytes"
        case malformed = "has a value that it cannot have"
        case structured = "announces a structured CloudEvent; only binary mode is read"
        case notJSON = "announces something other than JSON"
    }

    package let header: String
    package let cause: Cause

    package init(header: String, cause: Cause) {
        self.header = header
        self.cause = cause
    }
}

extension EnvelopeProblem: CustomStringConvertible {
    package var description: String { "the header \(header) \(cause.rawValue)" }
}
