package import Events
package import Postgres

/// Which events a service reacts to, and how: the routes of one consumer group.
///
/// ```swift
/// var subscription = Subscription("training")
/// subscription.on(TrainingConfirmed.self) { received, transaction in … }
/// ```
/// A handler is given the transaction in which its event is claimed. It can forget neither the inbox, nor the commit,
/// nor the offset, because it never sees them. It may run again after any failure, so it must do nothing that a
/// rollback does not undo. It throws ``Poison`` for an event that can never be applied, and ``Unavailable`` when
/// something that every event needs is unavailable. After any other error the event is tried twice more without a
/// pause, or seven times with pauses if statements took too long, and then it is parked with its key.
package struct Subscription: Sendable {
    /// Who remembers that an event was already handled.
    package enum Inbox: Sendable {
        /// The subscriber: an event id is handled once.
        case claimed
        /// The handler, which sees duplicates and tells them apart by its own record.
        case leftToHandler
    }

    package let name: String
    package let inbox: Inbox
    /// The most events of one transaction.
    package let maximumBatch: Int
    private(set) var routes: [EventType: Route] = [:]
    /// Event types that were given more than one handler, of which only the last would run.
    package private(set) var repeatedTypes: Set<EventType> = []

    /// - Parameter name: unique in its service and never changed, because handled events are remembered under it.
    package init(_ name: String, inbox: Inbox = .claimed, maximumBatch: Int = 500) {
        self.name = name
        self.inbox = inbox
        self.maximumBatch = max(1, maximumBatch)
    }

    /// The topics of all routes, in the order of their names.
    package var topics: [Topic] {
        Set(routes.values.map(\.topic)).sorted { $0.name < $1.name }
    }

    /// Handles events one by one.
    package mutating func on<E: Event>(
        _: E.Type, perform: @Sendable @escaping (Received<E>, Transaction) async throws -> Void
    ) {
        add(
            E.type,
            Route(E.self) { events, transaction in
                for event in events {
                    try await MessageContext.handling(event.metadata) { try await perform(event, transaction) }
                }
            })
    }

    /// Handles events of one type that follow each other in a batch, in order and at once.
    ///
    /// Their contexts differ, so name the cause of what you append: `OutboxEntry(event, causedBy: received.metadata)`.
    package mutating func on<E: Event>(
        _: E.Type, performAll: @Sendable @escaping ([Received<E>], Transaction) async throws -> Void
    ) {
        add(E.type, Route(E.self, performAll: performAll))
    }

    /// Handles events of several types that follow each other in a batch, in order and at once, as values of one type.
    ///
    /// - Parameter variants: at most one for each event type.
    package mutating func on<Value: Sendable>(
        anyOf variants: [Variant<Value>],
        performAll: @Sendable @escaping ([(value: Value, metadata: EventMetadata)], Transaction) async throws -> Void
    ) {
        guard let family = variants.first?.type else { return }
        let byType = Dictionary(variants.map { ($0.type, $0.read) }, uniquingKeysWith: { _, last in last })
        for variant in variants {
            let route = variant.route(family) { events, _, transaction in
                let values = try events.map { event in
                    guard let value = byType[event.type].flatMap({ $0(event) }) else {
                        throw Poison("the event is of no type that is handled with it")
                    }
                    return (value: value, metadata: event.metadata)
                }
                try await performAll(values, transaction)
            }
            add(variant.type, route)
        }
    }

    /// - Parameter preparing: receives every event of the type in the batch, some of which may turn out to be
    ///   duplicates.
    package mutating func on<E: Event, P: Sendable>(
        _: E.Type,
        preparing: @Sendable @escaping ([Received<E>]) async throws -> P,
        performAll: @Sendable @escaping ([Received<E>], P, Transaction) async throws -> Void
    ) {
        add(E.type, Route(E.self, preparing: preparing, performAll: performAll))
    }

    private mutating func add(_ type: EventType, _ route: Route) {
        if routes.updateValue(route, forKey: type) != nil { repeatedTypes.insert(type) }
    }
}
