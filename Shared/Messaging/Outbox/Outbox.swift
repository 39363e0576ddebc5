package import Events
package import Foundation
package import Postgres
import Vocabulary

/// The log to which a service writes events in the transaction that changes the state they describe.
///
/// Lock the rows that the events are about first, then append. The order in which these locks are taken is the order of
/// the versions of a key, and therefore the order in which all other services see the events.
package struct Outbox: Sendable {
    /// The CloudEvents source of every event of this service.
    package let source: String
    let nudge = Nudge()
    private let now: @Sendable () -> Date

    /// - Parameter service: the bare name, such as `registration`.
    package init(service: String, now: @escaping @Sendable () -> Date = { Date() }) {
        self.source = CloudEventHeaders.source(of: service)
        self.now = now
    }

    /// Appends one event, caused by the given event or otherwise by the current ``MessageContext``.
    package func append(
        _ event: some Event, causedBy cause: EventMetadata? = nil, in transaction: Transaction
    ) async throws {
        try await append([OutboxEntry(event, causedBy: cause)], in: transaction)
    }

    /// Appends events that share their cause, in this order, with a constant number of statements.
    package func append(
        _ events: [any Event], causedBy cause: EventMetadata? = nil, in transaction: Transaction
    ) async throws {
        try await append(events.map { OutboxEntry($0, causedBy: cause) }, in: transaction)
    }

    /// Appends events with their own causes, in this order, with a constant number of statements.
    ///
    /// Inside a subscription's handler the rows are written once for the whole batch, just before it commits.
    /// - Throws: an encoding error or an error of the database. The transaction must not be committed after either.
    package func append(_ entries: [OutboxEntry], in transaction: Transaction) async throws {
        guard !entries.isEmpty else { return }
        let date = now()
        let encoded = try zip(entries, UUID.version7(entries.count)).map { try EncodedEntry($0, id: $1, at: date) }
        if let collection = OutboxCollection.current, collection.collect(encoded, for: transaction, outbox: self) {
            return
        }
        try await write(encoded, in: transaction)
    }

    func write(_ entries: [EncodedEntry], in transaction: Transaction) async throws {
        try await OutboxStore.insert(entries, in: transaction)
        let nudge = nudge
        transaction.afterCommit { nudge.signal() }
    }
}
