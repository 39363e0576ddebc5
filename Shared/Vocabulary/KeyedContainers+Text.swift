// A value that is a single text is read and written as that text. The standard library's generic path creates a decoder
// or encoder and a container for each value, which was half of the cost of an event's JSON. Synthesised conformances
// use these methods automatically wherever this module is imported. They can be inlined there, since without that every
// field looks the types of its container up at run time.

extension KeyedDecodingContainer {
    @inlinable
    package func decode<Value: WrittenAsText>(_: Value.Type, forKey key: Key) throws -> Value {
        try value(written: try decode(String.self, forKey: key), key)
    }

    @inlinable
    package func decodeIfPresent<Value: WrittenAsText>(_: Value.Type, forKey key: Key) throws -> Value? {
        try decodeIfPresent(String.self, forKey: key).map { try value(written: $0, key) }
    }

    @inlinable
    package func decode<Word>(_: Word.Type, forKey key: Key) throws -> Word
    where Word: RawRepresentable<String> & Decodable {
        try word(try decode(String.self, forKey: key), key)
    }

    @inlinable
    package func decodeIfPresent<Word>(_: Word.Type, forKey key: Key) throws -> Word?
    where Word: RawRepresentable<String> & Decodable {
        try decodeIfPresent(String.self, forKey: key).map { try word($0, key) }
    }

    package func decode(_: Personal<String>.Type, forKey key: Key) throws -> Personal<String> {
        Personal(try decode(String.self, forKey: key))
    }

    package func decodeIfPresent(_: Personal<String>.Type, forKey key: Key) throws -> Personal<String>? {
        try decodeIfPresent(String.self, forKey: key).map(Personal.init)
    }

    @inlinable
    package func value<Value: WrittenAsText>(written text: String, _ key: Key) throws -> Value {
        guard let value = Value(written: text) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: self, debugDescription: "The text is not \(Value.nameOfText).")
        }
        return value
    }

    @inlinable
    package func word<Word: RawRepresentable<String>>(_ text: String, _ key: Key) throws -> Word {
        guard let word = Word(rawValue: text) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: self, debugDescription: "The text is no word of its list.")
        }
        return word
    }
}

extension KeyedEncodingContainer {
    @inlinable
    package mutating func encode(_ value: some WrittenAsText, forKey key: Key) throws {
        try encode(value.written, forKey: key)
    }

    @inlinable
    package mutating func encodeIfPresent(_ value: (some WrittenAsText)?, forKey key: Key) throws {
        if let value { try encode(value.written, forKey: key) }
    }

    @inlinable
    package mutating func encode(_ word: some RawRepresentable<String> & Encodable, forKey key: Key) throws {
        try encode(word.rawValue, forKey: key)
    }

    @inlinable
    package mutating func encodeIfPresent(_ word: (some RawRepresentable<String> & Encodable)?, forKey key: Key) throws
    {
        if let word { try encode(word.rawValue, forKey: key) }
    }

    package mutating func encode(_ text: Personal<String>, forKey key: Key) throws {
        try encode(text.revealed, forKey: key)
    }

    package mutating func encodeIfPresent(_ text: Personal<String>?, forKey key: Key) throws {
        if let text { try encode(text.revealed, forKey: key) }
    }
}
