import Events
import Foundation
import Logging
import Postgres
import Synchronization
import Vocabulary

/// An alarm about gaps that do not close by themselves.
///
/// When records overtake each other, the gap closes by itself, soon. A gap that stays open means that an event is
/// missing from the topic. Only the service that owns the topic can publish the event again, and the log line contains
/// the command for it. The line is repeated for as long as the gap is open, and contains ids only.
final class GapAlarm: Sendable {
    /// How long a gap may take to close by itself, and how long its log line is not repeated.
    static let patience: Duration = .seconds(900)
    /// The most lines of one round: if a whole topic was lost, a line for each of its keys helps nobody.
    private static let mostLines = 20

    private let subscription: Subscription
    private let logger: Logger
    private let raised = Mutex<[UUID: ContinuousClock.Instant]>([:])

    init(_ subscription: Subscription, logger: Logger) {
        self.subscription = subscription
        self.logger = logger
    }

    /// - Parameter oldest: for how many seconds the oldest gap has been open. The database is not queried before that
    ///   reaches ``patience``.
    func check(oldest: Double, now: ContinuousClock.Instant = .now, in database: Database) async throws {
        guard oldest >= Double(Self.patience.components.seconds) else { return }
        let gaps = try await OverdueGap.all(
            of: subscription.name, after: Self.patience, limit: Self.mostLines, in: database)
        for gap in due(gaps, now: now) { raise(gap) }
    }

    private func due(_ gaps: [OverdueGap], now: ContinuousClock.Instant) -> [OverdueGap] {
        raised.withLock { raised in
            let open = Set(gaps.map(\.eventID))
            raised = raised.filter { open.contains($0.key) }
            let due = gaps.filter { gap in raised[gap.eventID].map { now - $0 >= Self.patience } ?? true }
            for gap in due { raised[gap.eventID] = now }
            return due
        }
    }

    private func raise(_ gap: OverdueGap) {
        let owner = subscription.topics.first { $0.name == gap.topic }?.owner ?? "the owner of the topic:"
        logger.error(
            "an event has waited too long for an earlier one of its key",
            metadata: [
                "event": "gap.overdue", "event_id": "\(gap.eventID.lowercase)", "event_type": "\(gap.type.prefix(100))",
                "topic": "\(gap.topic)", "partition": "\(gap.partition)", "offset": "\(gap.offset)",
                "found": "\(gap.version)", "expected": "\(gap.applied + 1)",
                "waited_ms": "\(gap.waited.components.seconds * 1_000)",
                "hint": "\(owner) republish --topic \(gap.topic) --key-of \(gap.eventID.lowercase)",
            ])
    }
}
