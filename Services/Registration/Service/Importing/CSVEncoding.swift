/// The text encoding of a file of comma-separated values.
enum CSVEncoding {
    case utf8
    case windows1252

    /// Decodes bytes. Invalid UTF-8 is repaired, so call ``isText(_:)`` first.
    func decode(_ bytes: [UInt8]) -> String {
        switch self {
        case .utf8: String(decoding: bytes, as: UTF8.self)
        case .windows1252: Windows1252.decode(bytes)
        }
    }

    func isText(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .utf8: String(validating: bytes, as: UTF8.self) != nil
        case .windows1252: true
        }
    }
}
