/// Personal data in an event or a row. It is encoded unchanged, and it prints as `[personal]` wherever it is logged,
/// dumped or put into an error.
package struct Personal<Value: Codable & Hashable & Sendable>: Hashable, Sendable {
    /// The data itself.
    ///
    /// Code that reads it must not log it.
    package let revealed: Value

    package init(_ value: Value) {
        revealed = value
    }
}

extension Personal: Codable {
    package init(from decoder: any Decoder) throws {
        revealed = try decoder.singleValueContainer().decode(Value.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(revealed)
    }
}

extension Personal: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[personal]" }
    package var debugDescription: String { "[personal]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
