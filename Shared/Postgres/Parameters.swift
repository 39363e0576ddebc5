/// The values of a statement, encoded one after the other into one buffer.
struct Parameters: Sendable {
    struct Slot: Sendable {
        let oid: UInt32
        let offset: Int
        /// `nil` is NULL.
        let length: Int?
    }

    private(set) var bytes: [UInt8] = []
    private(set) var slots: [Slot] = []

    var types: [UInt32] { slots.map(\.oid) }

    mutating func append<Value: PostgresColumn>(_ value: Value) {
        let offset = bytes.count
        let isPresent = value.encodeColumn(into: &bytes)
        slots.append(Slot(oid: Value.columnOID, offset: offset, length: isPresent ? bytes.count - offset : nil))
    }

    mutating func append(contentsOf other: Parameters) {
        let shift = bytes.count
        bytes += other.bytes
        slots += other.slots.map { Slot(oid: $0.oid, offset: $0.offset + shift, length: $0.length) }
    }
}
