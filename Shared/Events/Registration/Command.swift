/// What a school asks for.
///
/// A command is read whatever it looks like. What is wrong with it is said in its outcome, field by field, and no other
/// command about the same teacher has to wait for it.
package protocol Command: Event {
    var commandID: String { get }

    /// Who asks, as the sender wrote it.
    var requestedBy: String? { get }

    /// Stands for a body that is no JSON object: a command that lacks everything.
    static var blank: Self { get }
}

/// Neither blank nor free of control characters: no rule lets it pass, and none takes it for a field left empty.
let unreadableText = "\u{FFFD}\u{1A}"

extension KeyedDecodingContainer {
    /// A field as its sender wrote it. A number or a truth value is taken for its text; for what cannot be text stands
    /// ``unreadableText``.
    func written(_ key: Key) -> String? {
        guard contains(key), !isNull(key) else { return nil }
        return read(String.self, key) ?? read(Int64.self, key).map { String($0) }
            ?? read(Double.self, key).map { String($0) } ?? read(Bool.self, key).map { String($0) } ?? unreadableText
    }

    /// The same for a field that is sealed or nested; `unreadable` stands for what is there and cannot be read.
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
