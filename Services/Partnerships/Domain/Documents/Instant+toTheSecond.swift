package import Vocabulary

extension Instant {
    /// `2026-09-01T08:30:00Z`: the API knows no fractions.
    package var toTheSecond: String {
        let text = rfc3339
        guard let point = text.firstIndex(of: ".") else { return text }
        return text[..<point] + "Z"
    }
}
