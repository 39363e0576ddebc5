import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// Plans a further e-mail, by rule, if one is known not to have arrived. This is part of the transaction that records
/// the failure.
struct SendAgain: Sendable {
    let outbox: Outbox
    let policy: RetryPolicy
    private let ledger = LedgerStore()

    init(outbox: Outbox, policy: RetryPolicy) {
        self.outbox = outbox
        self.policy = policy
    }

    func callAsFunction(after steps: [AppliedChange], at now: Date, in transaction: Transaction) async throws {
        let failed = steps.filter { $0.to == .failed }.map(\.id)
        let again = try await ledger.lockRounds(of: failed, in: transaction).compactMap { rounds in
            sendingAgain(after: rounds.all, at: now, policy: policy).map {
                Again(id: MessageID(UUID.version7()), originalID: rounds.originalID, round: $0)
            }
        }
        let news = try await ledger.planAgain(again, at: now, in: transaction)
        try await outbox.append(news, in: transaction)
        guard !news.isEmpty else { return }
        transaction.afterCommit { SendingMetrics.countSentAgain(news.count) }
    }
}
