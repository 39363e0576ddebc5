import Events
import Foundation
import IdentityProof
import Kafka
import Messaging
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

    func publish(_ observations: [any PersonObservation]) async throws {
        guard !observations.isEmpty else { return }
        try await send(try observations.map { try record($0) })
    }

    private func record(_ observation: some PersonObservation) throws -> OutgoingRecord {
        let observed = observation.observedAt
        // The same observation has the same id, however often it is published.
        let name = "\(type(of: observation).type.rawValue) \(observation.key) \(observed.millisecondsSinceEpoch)"
        let metadata = EventMetadata(
            id: UUID(version5Namespace: Self.namespace, name: name), time: observed.date,
            sequence: Int64(observed.millisecondsSinceEpoch))
        return try OutgoingRecord(observation, metadata, from: "trs")
    }

    /// The fixed namespace for the ids of observations.
    private static let namespace = UUID(
        uuid: (0x5A, 0x0B, 0x6E, 0x0C, 0x2D, 0x41, 0x4C, 0x9E, 0x9B, 0x1F, 0x3A, 0x77, 0x10, 0xC4, 0x58, 0xE2))
}
