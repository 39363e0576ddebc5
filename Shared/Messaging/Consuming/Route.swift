import Events
import Postgres

/// The way from records of one event type to its handler, with the type erased.
struct Route: Sendable {
    typealias Handler =
        @Sendable (_ events: [IncomingEvent], _ prepared: (any Sendable)?, Transaction) async throws -> Void

    let topic: Topic
    /// Events of one family that follow each other are handled in one call.
    let family: EventType
    let decode: @Sendable ([UInt8]) throws(UnreadableEvent) -> any Event
    let prepare: (@Sendable ([IncomingEvent]) async throws -> any Sendable)?
    let perform: Handler

    init<E: Event>(
        _: E.Type, performAll: @Sendable @escaping ([Received<E>], Transaction) async throws -> Void
    ) {
        self.init(E.self, family: E.type, prepare: nil) { events, _, transaction in
            try await performAll(try Self.received(events), transaction)
        }
    }

    init<E: Event, P: Sendable>(
        _: E.Type,
        preparing: @Sendable @escaping ([Received<E>]) async throws -> P,
        performAll: @Sendable @escaping ([Received<E>], P, Transaction) async throws -> Void
    ) {
        self.init(
            E.self, family: E.type, prepare: { events in try await preparing(try Self.received(events)) },
            perform: { events, prepared, transaction in
                guard let prepared = prepared as? P else { throw Unavailable("the events were not prepared") }
                try await performAll(try Self.received(events), prepared, transaction)
            })
    }

    init<E: Event>(
        _: E.Type, family: EventType, prepare: (@Sendable ([IncomingEvent]) async throws -> any Sendable)?,
        perform: @escaping Handler
    ) {
        topic = E.topic
        decode = { bytes throws(UnreadableEvent) in try EventCoding.decode(E.self, from: bytes) }
        self.family = family
        self.prepare = prepare
        self.perform = perform
    }

    /// - Throws: ``Poison`` for an event of another type than its route, which must not count as handled.
    private static func received<E: Event>(_ events: [IncomingEvent]) throws -> [Received<E>] {
        try events.map { incoming in
            guard case .success(let decoded) = incoming.content, let event = decoded as? E else {
                throw Poison("the event is no \(E.type.rawValue)")
            }
            return Received(event: event, metadata: incoming.metadata, key: incoming.subject.key, body: incoming.body)
        }
    }
}
