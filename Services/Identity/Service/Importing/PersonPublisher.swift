import Events
import Foundation
import IdentityProof
import Kafka
import Vocabulary

/// Publishes events about persons directly to their topic, as TRS would.
struct PersonPublisher: Sendable {
    /// Sends records and returns once the broker has acknowledged them.
    let send: @Sendable ([OutgoingRecord]) async throws -> Void

    init(send: @escaping @Sendable ([OutgoingRecord]) async throws -> Void) {
        self.send = send
    }

    init(producer: KafkaProducer) {
        self.init { _ = try await producer.send($0) }
    }

    func publish(_ events: [any Event]) async throws {
        guard !events.isEmpty else { return }
        try await send(try events.map(record))
    }

    private func record(_ event: any Event) throws -> OutgoingRecord {
        let body = try EventCoding.encode(event)
        let type = Swift.type(of: event).type
        let observed = observedAt(event)
        // The same observation has the same id, however often it is published.
        let name = "\(type.rawValue) \(event.key) \(observed.millisecondsSinceEpoch)"
        let metadata = EventMetadata(
            id: UUID(version5Namespace: Self.namespace, name: name), time: observed.date,
            sequence: Int64(observed.millisecondsSinceEpoch))
        let headers = CloudEventHeaders.encode(
            type: type, metadata: metadata, source: CloudEventHeaders.source(of: "trs"), subject: event.key)
        return OutgoingRecord(
            topic: Topic.trsPerson.name, key: Array(event.key.utf8), value: body,
            headers: headers.map { KafkaHeader(name: $0.name, value: $0.value) })
    }

    private func observedAt(_ event: any Event) -> Instant {
        switch event {
        case let event as PersonUpdated: event.observedAt
        case let event as PersonMerged: event.observedAt
        case let event as PersonDeactivated: event.observedAt
        case let event as PersonReactivated: event.observedAt
        case let event as PersonNotFound: event.observedAt
        default: Instant(millisecondsSinceEpoch: 0)
        }
    }

    /// The fixed namespace for the ids of observations.
    private static let namespace = UUID(
        uuid: (0x5A, 0x0B, 0x6E, 0x0C, 0x2D, 0x41, 0x4C, 0x9E, 0x9B, 0x1F, 0x3A, 0x77, 0x10, 0xC4, 0x58, 0xE2))
}
