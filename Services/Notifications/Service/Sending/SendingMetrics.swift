import Metrics
import NotificationsDomain

/// Metrics about e-mails, without ids.
enum SendingMetrics {
    private static let uncertain = Counter(label: "email_uncertain_total")
    private static let resent = Counter(label: "email_duplicate_resend_total")
    private static let sentAgain = Counter(label: "email_sent_again_total")

    static func count(_ outcome: SendingOutcome) {
        Counter(label: "notify_requests_total", dimensions: [("outcome", outcome.word)]).increment()
        if outcome == .uncertain { uncertain.increment() }
    }

    static func countAbandoned(_ requests: Int) {
        uncertain.increment(by: requests)
    }

    static func countResent() {
        resent.increment()
    }

    static func delivered(after seconds: Double) {
        Timer(label: "notify_delivery_seconds").recordMilliseconds(max(0, seconds * 1_000))
    }

    static func countSentAgain(_ messages: Int) {
        sentAgain.increment(by: messages)
    }

    /// Records numbers for alerts. A person should look at an e-mail that has waited for four hours, one that was given
    /// up, and one whose outcome is not reported.
    static func show(givenUp: Int, unanswered: Int, oldestAge: Double) {
        Gauge(label: "email_given_up").record(givenUp)
        Gauge(label: "email_unanswered").record(unanswered)
        Gauge(label: "email_oldest_undelivered_age_seconds").record(oldestAge)
    }

    /// - Parameter obstacle: The outcome of every request at the moment; nil if requests are accepted.
    static func show(held obstacle: SendingOutcome?) {
        for word in SendingOutcome.wordsOfObstacles {
            Gauge(label: "email_held", dimensions: [("reason", word)]).record(obstacle?.word == word ? 1 : 0)
        }
    }

    static func show(_ counts: [MessageState: Int]) {
        for state in MessageState.unsettled {
            Gauge(label: "email_ledger", dimensions: [("state", state.rawValue)]).record(counts[state] ?? 0)
        }
    }
}

extension MessageState {
    /// The states whose number describes the present.
    static let unsettled: [MessageState] = [.planned, .sending, .uncertain, .accepted]
}

extension SendingOutcome {
    static let wordsOfObstacles = [
        busy, quotaSpent, forbidden, misconfigured(status: 400), unreachable(.noConnection), uncertain,
    ].map(\.word)

    var word: String {
        switch self {
        case .accepted: "accepted"
        case .refused: "refused"
        case .busy: "busy"
        case .quotaSpent: "quota-spent"
        case .forbidden: "forbidden"
        case .misconfigured: "misconfigured"
        case .unreachable: "unreachable"
        case .uncertain: "uncertain"
        case .notTried: "not-tried"
        }
    }
}
