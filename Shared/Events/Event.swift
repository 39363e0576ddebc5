/// A fact or a request that one service publishes for others, with JSON as its form on the wire.
///
/// Events are contracts: a field is added as an optional, never renamed, never removed. A change that an older reader
/// could not handle becomes a new type beside this one.
package protocol Event: Codable, Sendable {
    static var type: EventType { get }
    static var topic: Topic { get }

    /// The natural id of the subject of the event. Events of one key are delivered in order.
    var key: String { get }
}
