package import Foundation

/// An e-mail in the ledger, as far as the next step depends on it.
package struct Entry: Hashable, Sendable {
    package var state: MessageState
    /// Requests to send it so far, the one under way included.
    package var attempt: Int
    package var absences: Int
    package var notifyID: UUID?
    package var queuedAt: Date

    package init(state: MessageState, attempt: Int, absences: Int = 0, notifyID: UUID? = nil, queuedAt: Date) {
        self.state = state
        self.attempt = attempt
        self.absences = absences
        self.notifyID = notifyID
        self.queuedAt = queuedAt
    }
}

extension Entry {
    /// The step after a request to send it.
    package func after(_ outcome: SendingOutcome, at now: Date, jitter: Double, policy: RetryPolicy) -> Transition {
        switch outcome {
        case .accepted(let notifyID):
            return Transition(
                .accepted, dueAt: now.addingTimeInterval(policy.firstDeliveryCheck), notifyID: notifyID)
        case .refused(let reason):
            return Transition(.failed, reason: reason)
        case .uncertain:
            return Transition(.uncertain, dueAt: now.addingTimeInterval(policy.lookupWait))
        case .notTried:
            return Transition(.planned, dueAt: now.addingTimeInterval(policy.firstWait * jitter))
        case .quotaSpent:
            return tryingAgain(at: policy.nextQuota(after: now, jitter: jitter), now: now, policy: policy)
        case .busy, .forbidden, .unreachable:
            let wait = policy.wait(afterAttempt: attempt, jitter: jitter)
            return tryingAgain(at: now.addingTimeInterval(wait), now: now, policy: policy)
        case .misconfigured:
            let wait = policy.wait(afterAttempt: attempt, jitter: jitter)
            return tryingAgain(at: now.addingTimeInterval(wait), now: now, policy: policy, else: .badRequest)
        }
    }

    private func tryingAgain(
        at date: Date, now: Date, policy: RetryPolicy, else reason: FailureReason = .expired
    ) -> Transition {
        guard now.timeIntervalSince(queuedAt) < policy.longestTrying else {
            return Transition(.failed, reason: reason)
        }
        return Transition(.planned, dueAt: date)
    }

    /// The step after looking for it at Notify: whether it was taken, if that is uncertain, or whether it arrived.
    package func after(_ outcome: LookupOutcome, at now: Date, policy: RetryPolicy) -> Transition {
        switch outcome {
        case .found(let found, .delivered):
            return Transition(.delivered, notifyID: found)
        case .found(let found, .failed(let reason)):
            return Transition(.failed, notifyID: found, reason: reason)
        case .found(let found, .pending):
            return Transition(.accepted, dueAt: nextDeliveryCheck(at: now, policy: policy), notifyID: found)
        case .unavailable:
            return Transition(
                state, dueAt: now.addingTimeInterval(policy.lookupWait), notifyID: notifyID, absences: absences)
        case .absent where state == .accepted:
            // Notify forgets after a week. Before that, one list without it decides nothing: the key may be of another kind.
            return Transition(.accepted, dueAt: nextDeliveryCheck(at: now, policy: policy), notifyID: notifyID)
        case .absent where absences + 1 < policy.absencesBeforeResending:
            return Transition(
                .uncertain, dueAt: now.addingTimeInterval(policy.lookupWait), absences: absences + 1)
        case .absent:
            // Where Notify answers nothing but errors, each attempt ends here.
            return tryingAgain(at: now, now: now, policy: policy)
        }
    }

    private func nextDeliveryCheck(at now: Date, policy: RetryPolicy) -> Date? {
        guard state == .accepted else { return now.addingTimeInterval(policy.firstDeliveryCheck) }
        let isLast = now.timeIntervalSince(queuedAt) > policy.longestDeliveryCheck
        return isLast ? nil : now.addingTimeInterval(86_400)
    }

    /// The step after a delivery receipt, or nil where it changes nothing.
    ///
    /// Receipts repeat, overtake each other and the answer to the request; what is known never becomes less.
    package func after(receipt status: DeliveryStatus, notifyID receiptID: UUID) -> Transition? {
        switch (state, status) {
        case (.delivered, _), (.withheld, _), (_, .pending): return nil
        case (_, .delivered): return Transition(.delivered, notifyID: receiptID)
        case (.failed, .failed): return nil
        case (_, .failed(let reason)):
            // A receipt for an e-mail other than the one that was adopted says nothing about that one.
            guard notifyID == nil || notifyID == receiptID else { return nil }
            return Transition(.failed, notifyID: receiptID, reason: reason)
        }
    }
}
