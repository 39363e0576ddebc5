package import Foundation

extension String: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { 25 }
    package static var arrayOID: UInt32 { 1009 }

    /// `text`, `varchar`, `char(n)` and `name` all travel as the same bytes.
    package static func accepts(oid: UInt32) -> Bool {
        switch oid {
        case 25, 1043, 1042, 19: true
        default: false
        }
    }

    package func encode(into buffer: inout [UInt8]) { buffer += utf8 }

    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        self = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}

extension UUID: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { 2950 }
    package static var arrayOID: UInt32 { 2951 }

    package func encode(into buffer: inout [UInt8]) {
        withUnsafeBytes(of: uuid) { buffer.append(contentsOf: $0) }
    }

    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        guard bytes.byteCount == 16 else { throw .malformed("UUID") }
        self = UUID(uuid: bytes.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) })
    }
}

/// A JSON document in its own bytes, for `jsonb` columns. The server may return another form of the same value.
package struct JSONB: Hashable, Sendable {
    package var bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension JSONB: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { 3802 }
    package static var arrayOID: UInt32 { 3807 }

    package func encode(into buffer: inout [UInt8]) {
        buffer.append(1)
        buffer += bytes
    }

    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        guard try bytes.integer(at: 0, as: UInt8.self) == 1 else { throw .malformed("jsonb of version 1") }
        self.bytes = bytes.withUnsafeBytes { Array($0.dropFirst()) }
    }
}
