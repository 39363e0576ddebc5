package import Vocabulary

extension Instant {
    /// The time in the form `2026-09-01T08:30:00Z`. The API does not use fractions of seconds.
    package var toTheSecond: String {
        let text = rfc3339
        guard let point = text.firstIndex(of: ".") else { return text }
        return text[..<point] + "Z"
    }
}
