import Foundation
import Logging
import NotificationsDomain
import Synchronization

/// Holds all e-mails back while the answers of GOV.UK Notify apply to every one of them.
final class Hold: Sendable {
    private struct State {
        var until = Date.distantPast
        /// The number of pauses since an e-mail was last accepted.
        var pauses = 0
    }

    private let state = Mutex(State())
    private let policy: RetryPolicy
    private let logger: Logger

    init(policy: RetryPolicy, logger: Logger) {
        self.policy = policy
        self.logger = logger
    }

    func isOver(at now: Date) -> Bool {
        state.withLock { $0.until <= now }
    }

    /// Begins a pause if the next request would end as these did. Pauses in a row become longer; an accepted e-mail ends
    /// the row.
    func learn(from steps: [(SendingOutcome, Change)], at now: Date) {
        var answers = Answers()
        for (outcome, _) in steps { answers.add(outcome) }
        if let obstacle = answers.obstacle {
            pause(because: obstacle, steps.filter { $0.0 == obstacle }.map(\.1), at: now)
        } else {
            tellOfOddOnes(steps)
        }
        guard answers.hasAccepted || answers.obstacle != nil else { return }
        SendingMetrics.show(held: answers.obstacle)
        if answers.hasAccepted { state.withLock { $0.pauses = 0 } }
    }

    private func pause(because obstacle: SendingOutcome, _ changes: [Change], at now: Date) {
        let (isNews, until) = state.withLock { state in
            let end = end(of: obstacle, changes, at: now, &state)
            defer { state.until = max(state.until, end) }
            return (state.until < end, end)
        }
        guard isNews, let example = changes.first else { return }
        var metadata: Logger.Metadata = [
            "event": "email.held", "outcome": "\(obstacle.word)", "message.id": "\(example.id)",
            "retry_in_ms": "\(Int(until.timeIntervalSince(now) * 1_000))", "hint": "\(obstacle.words)",
        ]
        if case .misconfigured(let status) = obstacle { metadata["status"] = "\(status)" }
        if case .unreachable(let problem) = obstacle { metadata["reason"] = "\(problem.rawValue)" }
        logger.log(level: obstacle.needsSomebody ? .error : .warning, "E-mails are held back.", metadata: metadata)
    }

    private func end(
        of obstacle: SendingOutcome, _ changes: [Change], at now: Date, _ state: inout State
    ) -> Date {
        // E-mails that are given up have no due date, so they do not say when the next day begins.
        if obstacle == .quotaSpent, let nextDay = changes.compactMap(\.transition.dueAt).max() { return nextDay }
        state.pauses += 1
        return now.addingTimeInterval(policy.pause(number: state.pauses, jitter: .random(in: 0...1)))
    }

    /// Logs e-mails that Notify rejected while it accepted others: the rejection is about these e-mails alone.
    private func tellOfOddOnes(_ steps: [(SendingOutcome, Change)]) {
        for case (.misconfigured(let status), let change) in steps {
            logger.warning(
                "GOV.UK Notify refuses an e-mail while it takes others. It is tried again for three days.",
                metadata: ["event": "email.set_back", "message.id": "\(change.id)", "status": "\(status)"])
        }
    }
}

extension SendingOutcome {
    fileprivate var needsSomebody: Bool {
        switch self {
        case .forbidden, .misconfigured: true
        case .unreachable(let problem): problem.needsSomebody
        case .accepted, .refused, .busy, .quotaSpent, .uncertain, .notTried: false
        }
    }

    fileprivate var words: String {
        switch self {
        case .busy: "GOV.UK Notify takes no more requests at the moment."
        case .quotaSpent: "The day's number of e-mails at GOV.UK Notify is spent."
        case .forbidden: "GOV.UK Notify does not accept our key. Check NOTIFY_API_KEY_FILE and the clock."
        case .misconfigured:
            """
            What answers as GOV.UK Notify does not have what we ask for. Check NOTIFY_TEMPLATE_ID, NOTIFY_BASE_URL and \
            the kind of NOTIFY_API_KEY_FILE.
            """
        case .unreachable(let problem): problem.words
        case .uncertain:
            "GOV.UK Notify does not say whether it took an e-mail. It is asked about those before they are sent again."
        case .accepted, .refused, .notTried: ""
        }
    }
}

extension ConnectionProblem {
    /// Whether somebody has to act. The other problems end by themselves when Notify is back.
    fileprivate var needsSomebody: Bool {
        switch self {
        case .certificateNotTrusted, .certificateOfAnotherHost: true
        case .noConnection, .noHandshake: false
        }
    }

    fileprivate var words: String {
        switch self {
        case .noConnection: "GOV.UK Notify cannot be reached. Check NOTIFY_BASE_URL."
        case .noHandshake:
            """
            No secure connection to GOV.UK Notify came about. Check that NOTIFY_BASE_URL names it, and what stands \
            between it and this machine.
            """
        case .certificateNotTrusted:
            """
            This machine does not trust the certificate that it is shown for GOV.UK Notify. Check NOTIFY_BASE_URL, the \
            certificates of authorities on this machine, its clock, and any proxy that opens connections.
            """
        case .certificateOfAnotherHost:
            """
            The certificate that is shown for GOV.UK Notify is for another host. Check the host in NOTIFY_BASE_URL, and \
            where its name leads.
            """
        }
    }
}
