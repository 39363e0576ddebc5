import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Synchronization
import Vocabulary

/// Records receipts. Receipts that arrive while others are being recorded are recorded together, in one transaction.
///
/// GOV.UK Notify sends receipts as e-mails arrive, so those for a day's letters arrive all at once.
final class ReceiptDesk: Sendable {
    private struct Waiting {
        let receipt: Receipt
        let isRecorded: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var isAtWork = false
    }

    private let database: Database
    private let outbox: Outbox
    private let now: @Sendable () -> Date
    private let ledger = LedgerStore()
    private let sendAgain: SendAgain
    private let state = Mutex(State())

    private static let mostTogether = 64

    init(database: Database, outbox: Outbox, policy: RetryPolicy, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.outbox = outbox
        self.now = now
        sendAgain = SendAgain(outbox: outbox, policy: policy)
    }

    /// Records a receipt and returns once it is recorded. This cannot be cancelled, because the receipt is recorded
    /// together with others.
    ///
    /// - Throws: `PostgresError` if this receipt cannot be recorded, or if none can because the database is unavailable
    ///   or slow.
    func record(_ receipt: Receipt) async throws {
        try await withCheckedThrowingContinuation { continuation in
            let isFirst = state.withLock { state in
                state.waiting.append(Waiting(receipt: receipt, isRecorded: continuation))
                defer { state.isAtWork = true }
                return !state.isAtWork
            }
            // The work runs in a task of its own, so that the first caller does not wait for receipts that arrive
            // later.
            if isFirst { Task.detached { await self.work() } }
        }
    }

    private func work() async {
        while let group = next() {
            await settle(group)
        }
    }

    /// Returns receipts for different e-mails. A second receipt for the same e-mail is left for later, so that they are
    /// recorded in the order of arrival.
    private func next() -> [Waiting]? {
        state.withLock { state in
            var references: Set<EmailReference> = []
            var group: [Waiting] = []
            var rest: [Waiting] = []
            for waiting in state.waiting {
                if group.count < Self.mostTogether, references.insert(waiting.receipt.reference).inserted {
                    group.append(waiting)
                } else {
                    rest.append(waiting)
                }
            }
            state.waiting = rest
            state.isAtWork = !group.isEmpty
            return group.isEmpty ? nil : group
        }
    }

    private func settle(_ group: [Waiting]) async {
        do {
            try await record(group.map(\.receipt))
            for waiting in group { waiting.isRecorded.resume() }
        } catch let error where group.count > 1 && Self.isAboutOne(error) {
            await settleOneByOne(group)
        } catch {
            Self.refuse(group[...], because: error)
        }
    }

    /// Records receipts one by one. It stops once two have timed out, or one has failed for a reason that is not about
    /// the receipt: the cause is then not a single receipt.
    private func settleOneByOne(_ group: [Waiting]) async {
        var slow = 0
        for (index, waiting) in group.enumerated() {
            do {
                try await record([waiting.receipt])
                waiting.isRecorded.resume()
            } catch {
                waiting.isRecorded.resume(throwing: error)
                if (error as? PostgresError)?.sqlState == .queryCanceled { slow += 1 }
                if slow == 2 || !Self.isAboutOne(error) { return Self.refuse(group[(index + 1)...], because: error) }
            }
        }
    }

    /// Fails these receipts. Notify sends them again later; recording them one after the other now would only repeat
    /// the same wait.
    private static func refuse(_ group: ArraySlice<Waiting>, because error: any Error) {
        for waiting in group { waiting.isRecorded.resume(throwing: error) }
    }

    private static func isAboutOne(_ error: any Error) -> Bool {
        (error as? PostgresError)?.isAboutTheData ?? true
    }

    private func record(_ receipts: [Receipt]) async throws {
        let date = now()
        try await database.transaction { transaction in
            if receipts.count > 1 { try await transaction.lookUpByKeys() }
            let known = try await ledger.lock(receipts.map(\.reference), in: transaction)
            let changes = receipts.compactMap { receipt -> Change? in
                guard let (id, entry) = known[receipt.reference],
                    let step = entry.after(receipt: receipt.status, notifyID: receipt.notifyID)
                else { return nil }
                return Change(id, from: entry, step)
            }
            let applied = try await ledger.apply(changes, at: date, in: transaction)
            try await outbox.append(applied.compactMap(\.entry), in: transaction)
            try await sendAgain(after: applied, at: date, in: transaction)
            let queuedAt = Dictionary(known.values.map { ($0.id, $0.entry.queuedAt) }, uniquingKeysWith: { $1 })
            let delivered = applied.filter { $0.to == .delivered }.compactMap { queuedAt[$0.id] }
            transaction.afterCommit {
                for queuedAt in delivered { SendingMetrics.delivered(after: date.timeIntervalSince(queuedAt)) }
            }
        }
    }
}
