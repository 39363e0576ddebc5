extension [UInt8] {
    mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    /// Appends a value after its length, as in array elements and COPY fields; returns `false` if the value was NULL.
    mutating func appendField(_ value: some PostgresColumn) -> Bool {
        let start = count
        append(bigEndian: Int32(-1))
        guard value.encodeColumn(into: &self) else { return false }
        let length = UInt32(truncatingIfNeeded: count - start - 4)
        self[start] = UInt8(truncatingIfNeeded: length >> 24)
        self[start + 1] = UInt8(truncatingIfNeeded: length >> 16)
        self[start + 2] = UInt8(truncatingIfNeeded: length >> 8)
        self[start + 3] = UInt8(truncatingIfNeeded: length)
        return true
    }
}

extension RawSpan {
    /// Returns the integer at an offset; throws instead of reading past the end.
    func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as: Value.Type
    ) throws(PostgresDecodingProblem) -> Value {
        guard offset >= 0, offset + MemoryLayout<Value>.size <= byteCount else { throw .malformed("\(Value.self)") }
        return Value(bigEndian: withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Value.self) })
    }

    /// Returns the one integer that these bytes consist of.
    func soleInteger<Value: FixedWidthInteger & BitwiseCopyable>(
        as: Value.Type
    ) throws(PostgresDecodingProblem) -> Value {
        guard byteCount == MemoryLayout<Value>.size else { throw .malformed("\(Value.self)") }
        return try integer(at: 0, as: Value.self)
    }
}
