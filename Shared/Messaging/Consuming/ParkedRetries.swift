import Foundation
import Logging
import Postgres
import Vocabulary

/// The retries of parked events when what they waited for has arrived: an earlier version, or the decision of an
/// operator.
struct ParkedRetries: Sendable {
    let processor: BatchProcessor

    private var consumer: String { processor.subscription.name }
    private var database: Database { processor.database }

    /// Applies events whose gap has closed, until none is left.
    func heal() async throws {
        while true {
            let rows = try await healable()
            guard let last = rows.last else { return }
            // If a process may have crashed on one of the rows, each runs alone, so that it is clear which one is to
            // blame.
            if rows.contains(where: { $0.begun > 0 }) {
                for row in rows { try await run([row]) }
            } else {
                try await run(rows)
            }
            // This process could not move on rows that are still there. The next sweep looks again.
            let remaining = try await healable()
            guard remaining.last?.seq != last.seq || remaining.count != rows.count else { return }
        }
    }

    /// Returns rows whose gap has closed, or none if so many events wait that the query takes too long. The batch that
    /// closes gaps must not be held up by this query, and the next sweep looks again.
    private func healable() async throws -> [ParkedRow] {
        try await processor.untilAvailable {
            do {
                return try await ParkedRow.healable(
                    of: consumer, limit: processor.subscription.maximumBatch, in: database)
            } catch let error as PostgresError where error.sqlState == .queryCanceled {
                processor.logger.warning("it takes too long to look for events whose gap has closed")
                return []
            }
        }
    }

    /// Runs the rows that no other process has claimed. Returns whether there were any.
    @discardableResult
    private func run(_ rows: [ParkedRow]) async throws -> Bool {
        let claimed = try await processor.keepBooks { try await ParkedRow.claim(rows, in: database) }
        guard !claimed.isEmpty else { return false }
        var running: [(row: ParkedRow, event: IncomingEvent)] = []
        for row in claimed {
            guard let event = try await read(row) else { continue }
            if row.isGivenUp {
                try await giveUp(on: event)
            } else {
                running.append((row, event))
            }
        }
        try await processor.apply(
            running.map(\.event)[...], watched: .parked(running.map(\.row), in: database))
        return true
    }

    /// Decodes a row, or only its headers if the row was given up. Returns `nil` for a row that cannot be read, after
    /// setting it aside.
    private func read(_ row: ParkedRow) async throws -> IncomingEvent? {
        do {
            return try row.event(for: processor.subscription, isReadingBody: !row.isGivenUp)
        } catch {
            try await setAside(row, because: safeDescription(of: error))
            return nil
        }
    }

    private func giveUp(on event: IncomingEvent) async throws {
        processor.metrics.countCrash()
        try await processor.park(event, because: AttemptJournal.verdict)
    }

    /// Sets aside an event that could be read when it was parked, and cannot be read now.
    private func setAside(_ row: ParkedRow, because reason: String) async throws {
        try await processor.keepBooks {
            try await ParkedStore(consumer: consumer).condemn(row, because: reason, in: database)
        }
        processor.logger.error(
            "a parked event cannot be read any more",
            metadata: ["event_id": "\(row.eventID.lowercase)", "reason": "\(reason)"])
    }

    /// Runs events that an operator released and the events that waited behind them, head by head and in order per key.
    func replay() async throws {
        var failed: Set<Int64> = []
        while true {
            let rows = try await processor.keepBooks {
                try await ParkedRow.replayable(of: consumer, limit: 100, in: database)
            }
            let heads = rows.filter { !failed.contains($0.seq) }
            guard !heads.isEmpty else { return }
            for row in heads {
                failed.insert(row.seq)
                try await replay(row)
            }
        }
    }

    private func replay(_ row: ParkedRow) async throws {
        let envelope: IncomingEvent
        do {
            envelope = try row.event(for: processor.subscription, isReadingBody: false)
        } catch {
            // No operator released a row that only waits. As a dead letter it becomes visible to operators.
            try await row.kind == .waiting ? setAside(row, because: safeDescription(of: error)) : takeBack(row)
            return
        }
        if envelope.id != row.eventID {
            try await runAsItself(row)
            return
        }
        guard try await run([row]) else { return }
        try await processor.keepBooks {
            let isPoison = try await database.query(
                """
                SELECT EXISTS (
                    SELECT FROM parked
                    WHERE consumer = \(consumer) AND event_id = \(row.eventID) AND kind = 'poison' AND state = 'open')
                """, as: Bool.self
            ).first
            if isPoison == true {
                try await ParkedStore(consumer: consumer).endReplay(of: envelope.subject, in: database)
            } else {
                processor.metrics.countReplayed()
            }
        }
        try await heal()
    }

    /// Runs a record that was parked under a substitute id because it could not be read. It can be read now and is run
    /// as if it had just arrived. The inbox knows whether the event has arrived in the meantime.
    private func runAsItself(_ row: ParkedRow) async throws {
        let claimed = try await processor.keepBooks { try await ParkedRow.claim([row], in: database) }
        guard let row = claimed.first, let event = try await read(row)?.asRecord else { return }
        if row.isGivenUp {
            try await giveUp(on: event)
        } else {
            try await processor.apply([event], watched: .parked(claimed, in: database))
        }
        try await processor.keepBooks {
            _ = try await database.execute("DELETE FROM parked WHERE seq = \(row.seq)")
        }
        processor.metrics.countReplayed()
        try await heal()
    }

    /// Ends the replay of a record that still cannot be read. It waits for the next decision of an operator.
    private func takeBack(_ row: ParkedRow) async throws {
        _ = try await processor.keepBooks {
            try await database.execute("UPDATE parked SET state = 'open' WHERE seq = \(row.seq)")
        }
    }
}
