import Events
import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// Enters the e-mails that events request into the ledger, and publishes that they are queued or withheld.
struct MessagePlanning: Sendable {
    let ledger = LedgerStore()
    let outbox: Outbox
    let alarm: Alarm
    let now: @Sendable () -> Date

    func plan(_ asked: [(intent: MessageIntent, cause: EventMetadata)], in transaction: Transaction) async throws {
        guard !asked.isEmpty else { return }
        let date = now()
        // Ids are in the order of the events, so that of two e-mails it is known which was requested later.
        let ids = UUID.version7(asked.count)
        let messages = zip(asked, ids).map {
            PlannedMessage(id: MessageID($1), intent: $0.intent, cause: $0.cause)
        }
        let entered = try await ledger.plan(messages, at: date, in: transaction)
        let new = messages.filter { entered.contains($0.id) }
        try await outbox.append(new.map { OutboxEntry($0.event, causedBy: $0.cause) }, in: transaction)
        wakeSender(after: transaction)
    }

    /// Withholds welcomes for which no request was made yet, because the teacher has left. E-mails that are being sent
    /// are checked again before they are sent once more.
    func withhold(
        welcomesTo placements: [PlacementID], at date: Date, in transaction: Transaction
    ) async throws {
        let planned = try await ledger.lockPlanned(about: placements, in: transaction)
        let changes = planned.map { Change($0.id, from: $0.entry, Transition(.withheld), reason: .left) }
        let applied = try await ledger.apply(changes, at: date, in: transaction)
        try await outbox.append(applied.compactMap(\.entry), in: transaction)
    }

    func wakeSender(after transaction: Transaction) {
        let alarm = alarm
        transaction.afterCommit { alarm.ring() }
    }
}

extension Occurrence {
    init(_ metadata: EventMetadata) {
        self.init(eventID: metadata.id, time: metadata.time, isReplay: metadata.isReplay)
    }
}
