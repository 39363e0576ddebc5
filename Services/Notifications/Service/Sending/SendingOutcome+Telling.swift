import Logging
import NotificationsDomain

extension SendingOutcome {
    /// Whether somebody has to act.
    var needsSomebody: Bool {
        switch self {
        case .forbidden, .misconfigured: true
        case .unreachable(let problem): problem.needsSomebody
        case .accepted, .refused, .busy, .quotaSpent, .uncertain, .notTried: false
        }
    }

    /// What a log line says of it: what it is, and what to do.
    var facts: Logger.Metadata {
        var facts: Logger.Metadata = ["outcome": "\(word)", "hint": "\(hint)"]
        if case .misconfigured(let status) = self { facts["status"] = "\(status)" }
        if case .unreachable(let problem) = self { facts["reason"] = "\(problem.rawValue)" }
        return facts
    }

    private var hint: String {
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
