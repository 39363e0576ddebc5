package import Events

/// One of several event types that a handler sees as values of one type.
package struct Variant<Value: Sendable>: Sendable {
    let type: EventType
    let read: @Sendable (IncomingEvent) -> Value?
    let route: @Sendable (_ family: EventType, @escaping Route.Handler) -> Route

    package init<E: Event>(_: E.Type, as value: @escaping @Sendable (E) -> Value) {
        type = E.type
        read = { incoming in
            guard case .success(let decoded) = incoming.content, let event = decoded as? E else { return nil }
            return value(event)
        }
        route = { family, perform in Route(E.self, family: family, prepare: nil, perform: perform) }
    }
}
