/// A value with one written form, which is also its form in JSON.
///
/// Reading is strict: text that is not exactly the written form is a decoding error that does not repeat the text.
@usableFromInline
package protocol WrittenAsText: Codable, Hashable, Sendable {
    /// What the text is called in an error: `a TRN`.
    static var nameOfText: String { get }

    init?(written text: String)

    var written: String { get }
}

extension WrittenAsText {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(written: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "The text is not \(Self.nameOfText).")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(written)
    }
}
