import Events
import Postgres

/// The way from records of one event type to its handler, with the type erased.
struct Route: Sendable {
    typealias Handler =
        @Sendable (_ events: [IncomingEvent], _ prepared: (any Sendable)?, Transaction) async throws -> Void

    let topic: Topic
    let decode: @Sendable ([UInt8]) throws(UnreadableEvent) -> any Event
    let prepare: (@Sendable ([IncomingEvent]) async throws -> any Sendable)?
    let perform: Handler

    init<E: Event>(
        _: E.Type, performAll: @Sendable @escaping ([Received<E>], Transaction) async throws -> Void
    ) {
        topic = E.topic
        decode = { bytes throws(UnreadableEvent) in try EventCoding.decode(E.self, from: bytes) }
        prepare = nil
        perform = { events, _, transaction in
            try await performAll(Self.received(events), transaction)
        }
    }

    init<E: Event, P: Sendable>(
        _: E.Type,
        preparing: @Sendable @escaping ([Received<E>]) async throws -> P,
        performAll: @Sendable @escaping ([Received<E>], P, Transaction) async throws -> Void
    ) {
        topic = E.topic
        decode = { bytes throws(UnreadableEvent) in try EventCoding.decode(E.self, from: bytes) }
        prepare = { events in try await preparing(Self.received(events)) }
        perform = { events, prepared, transaction in
            let events: [Received<E>] = Self.received(events)
            guard let prepared = prepared as? P else { throw Unavailable("the events were not prepared") }
            try await performAll(events, prepared, transaction)
        }
    }

    private static func received<E: Event>(_ events: [IncomingEvent]) -> [Received<E>] {
        events.compactMap { incoming in
            guard case .success(let decoded) = incoming.content, let event = decoded as? E else { return nil }
            return Received(event: event, metadata: incoming.metadata, key: incoming.subject.key, body: incoming.body)
        }
    }
}
