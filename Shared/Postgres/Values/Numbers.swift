extension Bool: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { 16 }
    package static var arrayOID: UInt32 { 1000 }
    package func encode(into buffer: inout [UInt8]) { buffer.append(self ? 1 : 0) }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        self = try bytes.soleInteger(as: UInt8.self) != 0
    }
}

extension Int16: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { 21 }
    package static var arrayOID: UInt32 { 1005 }
    package func encode(into buffer: inout [UInt8]) { buffer.append(bigEndian: self) }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        self = try bytes.soleInteger(as: Self.self)
    }
}

extension Int32: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { 23 }
    package static var arrayOID: UInt32 { 1007 }
    package func encode(into buffer: inout [UInt8]) { buffer.append(bigEndian: self) }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        self = try bytes.soleInteger(as: Self.self)
    }
}

extension Int64: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { 20 }
    package static var arrayOID: UInt32 { 1016 }
    package func encode(into buffer: inout [UInt8]) { buffer.append(bigEndian: self) }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        self = try bytes.soleInteger(as: Self.self)
    }
}

/// `bigint`, as ``Int64``.
extension Int: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { Int64.oid }
    package static var arrayOID: UInt32 { Int64.arrayOID }
    package func encode(into buffer: inout [UInt8]) { Int64(self).encode(into: &buffer) }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) { self = Int(try Int64(decoding: bytes)) }
}

extension Double: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { 701 }
    package static var arrayOID: UInt32 { 1022 }
    package func encode(into buffer: inout [UInt8]) { buffer.append(bigEndian: bitPattern) }
    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        self = Double(bitPattern: try bytes.soleInteger(as: UInt64.self))
    }
}
