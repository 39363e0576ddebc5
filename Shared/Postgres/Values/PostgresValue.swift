/// A type that a statement can bind and a row can hold: a value, or an optional one where the column allows NULL.
///
/// Conform to ``PostgresValue`` instead; this protocol only adds NULL to it.
package protocol PostgresColumn: Sendable {
    static var columnOID: UInt32 { get }
    /// Whether a result column of this type can be decoded.
    static func accepts(oid: UInt32) -> Bool
    static func decodeColumn(_ bytes: RawSpan, isNull: Bool) throws(PostgresDecodingProblem) -> Self
    /// Appends the binary form; for NULL, appends nothing and returns `false`.
    func encodeColumn(into buffer: inout [UInt8]) -> Bool
}

/// A type with a binary form that Postgres knows.
///
/// A wrapper of a known type delegates to it: `String(decoding: bytes)`, `rawValue.encode(into: &buffer)`. Types that
/// are `RawRepresentable` over a known type need no bodies. Conform to ``PostgresArrayElement`` too for arrays and
/// `unnest`.
package protocol PostgresValue: PostgresColumn {
    /// The OID of the type on the server.
    static var oid: UInt32 { get }
    func encode(into buffer: inout [UInt8])
    init(decoding bytes: RawSpan) throws(PostgresDecodingProblem)
}

/// Why bytes from the server are not a value of the wanted type. Never holds the bytes.
package enum PostgresDecodingProblem: Error, Hashable, Sendable {
    case unexpectedNull
    /// The bytes or the text break the rule of the type, which is named.
    case malformed(String)
}

extension PostgresValue {
    package static var columnOID: UInt32 { oid }

    package static func accepts(oid found: UInt32) -> Bool { found == oid }

    package static func decodeColumn(_ bytes: RawSpan, isNull: Bool) throws(PostgresDecodingProblem) -> Self {
        guard !isNull else { throw .unexpectedNull }
        return try Self(decoding: bytes)
    }

    package func encodeColumn(into buffer: inout [UInt8]) -> Bool {
        encode(into: &buffer)
        return true
    }
}

extension Optional: PostgresColumn where Wrapped: PostgresValue {
    package static var columnOID: UInt32 { Wrapped.oid }

    package static func accepts(oid: UInt32) -> Bool { Wrapped.accepts(oid: oid) }

    package static func decodeColumn(_ bytes: RawSpan, isNull: Bool) throws(PostgresDecodingProblem) -> Wrapped? {
        isNull ? nil : try Wrapped(decoding: bytes)
    }

    package func encodeColumn(into buffer: inout [UInt8]) -> Bool {
        guard let self else { return false }
        self.encode(into: &buffer)
        return true
    }
}

extension PostgresValue where Self: RawRepresentable, RawValue: PostgresValue {
    package static var oid: UInt32 { RawValue.oid }

    package static func accepts(oid: UInt32) -> Bool { RawValue.accepts(oid: oid) }

    package func encode(into buffer: inout [UInt8]) { rawValue.encode(into: &buffer) }

    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        guard let value = Self(rawValue: try RawValue(decoding: bytes)) else {
            throw .malformed("\(Self.self)")
        }
        self = value
    }
}

extension PostgresArrayElement where Self: RawRepresentable, RawValue: PostgresArrayElement {
    package static var arrayOID: UInt32 { RawValue.arrayOID }
}
