import Events
import Foundation
import Kafka
import Vocabulary

/// The records of one batch, sorted into events that can be handled and records that cannot. Decoding takes place
/// outside database transactions.
struct DecodedBatch: Sendable {
    let records: [KafkaRecord]
    private(set) var events: [IncomingEvent] = []
    private(set) var unreadable: [UnreadableRecord] = []
    private(set) var tombstones = 0

    /// - Parameter isReadingBodies: false for records whose body may crash the process. Their events then have no
    ///   content.
    init(_ records: [KafkaRecord], for subscription: Subscription, isReadingBodies: Bool = true) {
        self.records = records
        let topics = Dictionary(subscription.topics.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        events.reserveCapacity(records.count)
        for record in records {
            guard record.value != nil else {
                tombstones += 1
                continue
            }
            do {
                events.append(
                    try IncomingEvent(
                        record, ordering: topics[record.topic]?.ordering, in: subscription,
                        isReadingBody: isReadingBodies))
            } catch {
                unreadable.append(UnreadableRecord(record, reason: safeDescription(of: error)))
            }
        }
    }
}

extension IncomingEvent {
    convenience init(
        _ record: KafkaRecord, ordering: Topic.Ordering?, in subscription: Subscription, origin: Origin = .record,
        parkedUnder row: UUID? = nil, isReadingBody: Bool = true
    ) throws {
        guard let key = record.key else { throw Poison("the record has no key") }
        guard key.count <= 1_024, !key.contains(0), let text = String(validating: key, as: UTF8.self) else {
            throw Poison("the key is not text of at most 1,024 bytes")
        }
        let (type, metadata) = try CloudEventHeaders.decode(
            record.headers.map { ($0.name, $0.value) }, timestamp: record.timestamp)
        // An event on a topic other than its type's own is not handled, since it would bypass the order of that type.
        let route =
            isReadingBody ? subscription.routes[type].flatMap { $0.topic.name == record.topic ? $0 : nil } : nil
        // Earlier versions parked every event under its own id.
        let isNamedByRecord = subscription.inbox == .leftToHandler && metadata.id != row
        self.init(
            id: isNamedByRecord ? UUID(eventIn: record) : metadata.id, record,
            about: Subject(topic: record.topic, key: text), type: type, metadata: metadata,
            ordering: ordering ?? .unordered,
            content: route.map { route in
                Result { () throws(UnreadableEvent) in try route.decode(record.value ?? []) }
            }, origin: origin)
    }
}

extension UnreadableRecord {
    init(_ record: KafkaRecord, reason: String) {
        self.record = record
        self.reason = reason
        self.id = UUID(standingInFor: record)
    }
}

extension UUID {
    fileprivate init(standingInFor record: KafkaRecord) {
        self.init(record, as: "")
    }

    /// Creates the id of the event in a record. It differs from the substitute id of the record, so that an unreadable
    /// record that has become readable is not taken for the event in it.
    fileprivate init(eventIn record: KafkaRecord) {
        self.init(record, as: "event/")
    }

    /// Creates an id from two FNV-1a hashes: one of the place of the record and one of its content, since a recreated
    /// topic has other records at the same places.
    private init(_ record: KafkaRecord, as role: String) {
        let place = fnv1a(Array("\(role)\(record.topic)/\(record.partition)/\(record.offset)".utf8))
        let content = fnv1a((record.value ?? []) + (record.key ?? []))
        var bytes: [UInt8] = []
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: place >> UInt64(shift)))
        }
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: content >> UInt64(shift)))
        }
        bytes[6] = (bytes[6] & 0x0F) | 0x80
        bytes[8] = (bytes[8] & 0x3F) | 0x80
        self = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}

private func fnv1a(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}
