package import Foundation

/// An e-mail in the ledger: the facts on which the next step depends.
package struct Entry: Hashable, Sendable {
    package var state: MessageState
    /// The number of requests to send it so far, including the one under way.
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
    /// Returns the step after a request to send the e-mail.
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
            let wait = policy.pause(number: attempt, jitter: jitter)
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

    /// Returns the step after looking for the e-mail at Notify: to find out whether it was accepted, if that is
    /// uncertain, or whether it arrived.
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
            // Notify forgets an e-mail after a week. Before that, one list without it decides nothing, because the key
            // may be of another kind.
            return Transition(.accepted, dueAt: nextDeliveryCheck(at: now, policy: policy), notifyID: notifyID)
        case .absent where absences + 1 < policy.absencesBeforeResending:
            return Transition(
                .uncertain, dueAt: now.addingTimeInterval(policy.lookupWait), absences: absences + 1)
        case .absent:
            // If Notify answers with nothing but errors, every attempt ends here.
            return tryingAgain(at: now, now: now, policy: policy)
        }
    }

    private func nextDeliveryCheck(at now: Date, policy: RetryPolicy) -> Date? {
        guard state == .accepted else { return now.addingTimeInterval(policy.firstDeliveryCheck) }
        let isLast = now.timeIntervalSince(queuedAt) > policy.longestDeliveryCheck
        return isLast ? nil : now.addingTimeInterval(86_400)
    }

    /// Returns the step after a delivery receipt, or nil if the receipt changes nothing.
    ///
    /// Receipts repeat, and overtake each other and the answer to the request. A state that is already known is
    /// therefore never downgraded.
    package func after(receipt status: DeliveryStatus, notifyID receiptID: UUID) -> Transition? {
        switch (state, status) {
        case (.delivered, _), (_, .pending): return nil
        case (_, .delivered): return Transition(.delivered, notifyID: receiptID)
        case (.failed, .failed), (.withheld, .failed): return nil
        case (_, .failed(let reason)):
            // The receipt is for another e-mail than the one that the ledger adopted, so it says nothing about that
            // one.
            guard notifyID == nil || notifyID == receiptID else { return nil }
            return Transition(.failed, notifyID: receiptID, reason: reason)
        }
    }
}
