/// The text of an error in a log line.
package enum LoggedError {
    /// Returns the error's description. For a decoding error, returns only where it happened, because its text may
    /// quote the input.
    package static func text(of error: any Error) -> String {
        guard let decoding = error as? DecodingError else { return "\(error)" }
        switch decoding {
        case .typeMismatch(_, let context): return "another type was expected at \(path(context))"
        case .valueNotFound(_, let context): return "a value is missing at \(path(context))"
        case .keyNotFound(let key, let context): return "the key \(key.stringValue) is missing at \(path(context))"
        case .dataCorrupted(let context): return "the value at \(path(context)) is not understood"
        @unknown default: return "the input is not understood"
        }
    }

    private static func path(_ context: DecodingError.Context) -> String {
        let keys = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
        return keys.isEmpty ? "the top" : keys.joined(separator: ".")
    }
}
