import Foundation
import NotificationsDomain
import Testing

@Suite("An entry of the ledger")
struct EntryTests {
    private let policy = RetryPolicy()

    @Test(arguments: [
        (SendingOutcome.accepted(notifyID: uuid(1)), MessageState.accepted, 5 * 3_600.0),
        (.uncertain, .uncertain, 600),
        (.busy, .planned, 5),
        (.forbidden, .planned, 5),
        (.unreachable(.noConnection), .planned, 5),
        (.unreachable(.certificateNotTrusted), .planned, 5),
        (.misconfigured(status: 400), .planned, 5),
    ])
    func `after a request it waits for the next step`(outcome: SendingOutcome, state: MessageState, wait: Double) {
        let step = entry(.sending).after(outcome, at: noon, jitter: 1, policy: policy)

        #expect(step.state == state)
        #expect(step.dueAt == noon.addingTimeInterval(wait))
    }

    @Test func `a refusal is final and says why`() {
        let step = entry(.sending).after(.refused(.validation), at: noon, jitter: 1, policy: policy)

        #expect(step == Transition(.failed, reason: .validation))
    }

    @Test(arguments: [(1, 5.0), (2, 10), (3, 20), (8, 640), (9, 900), (200, 900)])
    func `waits of an e-mail that may be to blame double up to a quarter of an hour`(attempt: Int, seconds: Double) {
        let outcome = SendingOutcome.misconfigured(status: 400)
        let longest = entry(.sending, attempt: attempt).after(outcome, at: noon, jitter: 1, policy: policy)
        let shortest = entry(.sending, attempt: attempt).after(outcome, at: noon, jitter: 0, policy: policy)

        #expect(longest.dueAt == noon.addingTimeInterval(seconds))
        #expect(shortest.dueAt == noon.addingTimeInterval(seconds / 2))
    }

    @Test func `a spent quota comes back after midnight in UTC`() throws {
        let step = entry(.sending).after(.quotaSpent, at: noon, jitter: 0, policy: policy)

        #expect(step.state == .planned)
        #expect(step.dueAt == noon.addingTimeInterval(12 * 3_600 + 10))
    }

    @Test(arguments: [SendingOutcome.busy, .quotaSpent, .forbidden, .unreachable(.noHandshake)])
    func `it is given up after three days of trying`(outcome: SendingOutcome) {
        let last = entry(.sending, queuedHoursAgo: 72).after(outcome, at: noon, jitter: 0, policy: policy)
        let before = entry(.sending, queuedHoursAgo: 71).after(outcome, at: noon, jitter: 0, policy: policy)

        #expect(last == Transition(.failed, reason: .expired))
        #expect(before.state == .planned)
    }

    @Test func `what is refused because of settings is given up after three days as well, and says why`() {
        let outcome = SendingOutcome.misconfigured(status: 400)
        let last = entry(.sending, queuedHoursAgo: 72).after(outcome, at: noon, jitter: 0, policy: policy)
        let before = entry(.sending, queuedHoursAgo: 71).after(outcome, at: noon, jitter: 0, policy: policy)

        #expect(last == Transition(.failed, reason: .badRequest))
        #expect(before.state == .planned)
    }

    @Test(arguments: [(1, 5.0), (2, 10), (4, 40), (5, 60), (200, 60)])
    func `while Notify accepts nothing, pauses and waits double up to a minute`(number: Int, seconds: Double) {
        #expect(policy.pause(number: number, jitter: 1) == seconds)
        for outcome in [SendingOutcome.busy, .forbidden, .unreachable(.noConnection)] {
            let step = entry(.sending, attempt: number).after(outcome, at: noon, jitter: 1, policy: policy)
            #expect(step.dueAt == noon.addingTimeInterval(seconds))
        }
    }

    @Test func `an uncertain one that Notify has is adopted`() {
        let step = entry(.uncertain).after(.found(notifyID: uuid(1), .pending), at: noon, policy: policy)

        #expect(
            step == Transition(.accepted, dueAt: noon.addingTimeInterval(5 * 3_600), notifyID: uuid(1)))
    }

    @Test func `an uncertain one is sent again only after it was looked for twice in vain`() {
        let once = entry(.uncertain).after(.absent, at: noon, policy: policy)
        let twice = entry(.uncertain, absences: 1).after(.absent, at: noon, policy: policy)

        #expect(once == Transition(.uncertain, dueAt: noon.addingTimeInterval(600), absences: 1))
        #expect(twice == Transition(.planned, dueAt: noon))
    }

    @Test(
        arguments: [
            (71, 1, Transition(.planned, dueAt: noon)), (72, 1, Transition(.failed, reason: .expired)),
            (500, 1, Transition(.failed, reason: .expired)),
            (72, 0, Transition(.uncertain, dueAt: noon.addingTimeInterval(600), absences: 1)),
        ] as [(Double, Int, Transition)])
    func `an uncertain one that Notify never has is given up after three days, and not before it was looked for twice`(
        hours: Double, absences: Int, step: Transition
    ) {
        let uncertain = entry(.uncertain, attempt: 200, absences: absences, queuedHoursAgo: hours)

        #expect(uncertain.after(.absent, at: noon, policy: policy) == step)
    }

    @Test func `no answer to a look-up says nothing`() {
        let step = entry(.uncertain, absences: 1).after(.unavailable(.uncertain), at: noon, policy: policy)

        #expect(step == Transition(.uncertain, dueAt: noon.addingTimeInterval(600), absences: 1))
    }

    @Test(arguments: [
        (
            LookupOutcome.found(notifyID: uuid(1), .pending), 5.0,
            Transition(.accepted, dueAt: noon + 86_400, notifyID: uuid(1))
        ),
        (
            .found(notifyID: uuid(1), .pending), 7 * 24,
            Transition(.accepted, dueAt: noon + 86_400, notifyID: uuid(1))
        ),
        (.found(notifyID: uuid(1), .pending), 7 * 24 + 1, Transition(.accepted, notifyID: uuid(1))),
        (.found(notifyID: uuid(1), .delivered), 5, Transition(.delivered, notifyID: uuid(1))),
        (
            .found(notifyID: uuid(1), .failed(.technicalFailure)), 5,
            Transition(.failed, notifyID: uuid(1), reason: .technicalFailure)
        ),
        (.absent, 5, Transition(.accepted, dueAt: noon + 86_400, notifyID: uuid(1))),
        (.absent, 200, Transition(.accepted, notifyID: uuid(1))),
    ])
    func `an accepted one is looked at daily for a week, of which three days may be waiting`(
        outcome: LookupOutcome, hours: Double, step: Transition
    ) {
        let accepted = entry(.accepted, notifyID: uuid(1), queuedHoursAgo: hours)

        #expect(accepted.after(outcome, at: noon, policy: policy) == step)
    }

    @Test(arguments: MessageState.allCases, [DeliveryStatus.pending, .delivered, .failed(.permanentFailure)])
    func `receipts only ever add to what is known`(state: MessageState, status: DeliveryStatus) {
        let step = entry(state).after(receipt: status, notifyID: uuid(1))

        switch (state, status) {
        case (.delivered, _), (_, .pending), (.failed, .failed), (.withheld, .failed): #expect(step == nil)
        case (_, .delivered): #expect(step == Transition(.delivered, notifyID: uuid(1)))
        case (_, .failed(let reason)): #expect(step == Transition(.failed, notifyID: uuid(1), reason: reason))
        }
    }

    @Test func `a bounce of another e-mail with the same reference is not ours`() {
        let adopted = entry(.accepted, notifyID: uuid(1))

        #expect(adopted.after(receipt: .failed(.permanentFailure), notifyID: uuid(2)) == nil)
        #expect(adopted.after(receipt: .delivered, notifyID: uuid(2))?.state == .delivered)
    }
}
