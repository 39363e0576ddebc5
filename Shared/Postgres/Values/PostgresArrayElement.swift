/// A type for which Postgres has an array type, so that `[Self]` can be bound, for instance for `unnest`, and read.
///
/// A wrapper of a known type only needs to name the array type: `static var arrayOID: UInt32 { String.arrayOID }`.
package protocol PostgresArrayElement: Sendable {
    static var arrayOID: UInt32 { get }
    static func encodeArray(_ elements: [Self], into buffer: inout [UInt8])
    static func decodeArray(_ bytes: RawSpan) throws(PostgresDecodingProblem) -> [Self]
}

extension PostgresArrayElement where Self: PostgresColumn {
    package static func encodeArray(_ elements: [Self], into buffer: inout [UInt8]) {
        buffer.append(bigEndian: Int32(elements.isEmpty ? 0 : 1))
        let nullFlag = buffer.count
        buffer.append(bigEndian: Int32(0))
        buffer.append(bigEndian: columnOID)
        guard !elements.isEmpty else { return }
        buffer.append(bigEndian: Int32(truncatingIfNeeded: elements.count))
        buffer.append(bigEndian: Int32(1))
        for element in elements {
            if !buffer.appendField(element) { buffer[nullFlag + 3] = 1 }
        }
    }

    package static func decodeArray(_ bytes: RawSpan) throws(PostgresDecodingProblem) -> [Self] {
        let dimensions = try bytes.integer(at: 0, as: Int32.self)
        let elementType = try bytes.integer(at: 8, as: UInt32.self)
        guard accepts(oid: elementType) else { throw .malformed("an array of \(Self.self)") }
        guard dimensions > 0 else { return [] }
        guard dimensions == 1 else { throw .malformed("an array of one dimension") }
        let count = try bytes.integer(at: 12, as: Int32.self)
        var offset = 20
        var elements: [Self] = []
        // The count is only a claim, so the reserved memory is limited by the bytes that are there.
        elements.reserveCapacity(min(Int(count), bytes.byteCount / 4))
        for _ in 0..<max(count, 0) {
            let length = try bytes.integer(at: offset, as: Int32.self)
            offset += 4
            let size = max(Int(length), 0)
            guard offset + size <= bytes.byteCount else { throw .malformed("an array of \(Self.self)") }
            elements.append(try decodeColumn(bytes.extracting(offset..<offset + size), isNull: length < 0))
            offset += size
        }
        return elements
    }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresValue & PostgresArrayElement {
    package static var arrayOID: UInt32 { Wrapped.arrayOID }
}

extension Array: PostgresColumn where Element: PostgresArrayElement {}

extension Array: PostgresValue where Element: PostgresArrayElement {
    package static var oid: UInt32 { Element.arrayOID }
    package func encode(into buffer: inout [UInt8]) { Element.encodeArray(self, into: &buffer) }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) { self = try Element.decodeArray(bytes) }
}

/// Bytes are special: `[UInt8]` is `bytea`, not an array.
extension UInt8: PostgresArrayElement {
    package static var arrayOID: UInt32 { 17 }

    package static func encodeArray(_ elements: [UInt8], into buffer: inout [UInt8]) { buffer += elements }

    package static func decodeArray(_ bytes: RawSpan) throws(PostgresDecodingProblem) -> [UInt8] {
        bytes.withUnsafeBytes { Array($0) }
    }
}

extension Array: PostgresArrayElement where Element == UInt8 {
    package static var arrayOID: UInt32 { 1001 }
}
