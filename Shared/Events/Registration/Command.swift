/// What a school asks for.
///
/// A command is read whatever its fields contain. Its outcome reports what is wrong with it, field by field, and no
/// other command about the same teacher has to wait for it.
package protocol Command: Event {
    var commandID: String { get }

    /// The user who asks, as the sender wrote it.
    var requestedBy: String? { get }

    /// The placeholder for a body that is not a JSON object: a command without any field.
    static var blank: Self { get }
}

/// A text that is neither blank nor free of control characters: no rule accepts it, and none takes it for an empty
/// field.
let unreadableText = "\u{FFFD}\u{1A}"

extension KeyedDecodingContainer {
    /// Reads a field as its sender wrote it. A number or a Boolean is read as its text. ``unreadableText`` replaces a
    /// value that cannot be text.
    func written(_ key: Key) -> String? {
        guard contains(key), !isNull(key) else { return nil }
        return read(String.self, key) ?? read(Int64.self, key).map { String($0) }
            ?? read(Double.self, key).map { String($0) } ?? read(Bool.self, key).map { String($0) } ?? unreadableText
    }

    /// Reads a field that is sealed or nested. `unreadable` replaces a value that is present and cannot be read.
    func written<Value: Decodable>(_ key: Key, orElse unreadable: Value) -> Value? {
        guard contains(key), !isNull(key) else { return nil }
        return read(Value.self, key) ?? unreadable
    }

    private func isNull(_ key: Key) -> Bool {
        (try? decodeNil(forKey: key)) ?? false
    }

    private func read<Value: Decodable>(_: Value.Type, _ key: Key) -> Value? {
        try? decode(Value.self, forKey: key)
    }
}
