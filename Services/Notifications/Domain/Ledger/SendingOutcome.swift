package import Foundation

/// How a request to send an e-mail ended.
package enum SendingOutcome: Hashable, Sendable {
    case accepted(notifyID: UUID)
    /// This one will never be taken as it is: its address is none.
    case refused(FailureReason)
    /// Too many requests at the moment.
    case busy
    /// Too many e-mails today, in UTC.
    case quotaSpent
    /// Our key, or our clock, is not accepted: nothing can be sent before somebody acts.
    case forbidden
    /// What we ask for does not exist at Notify, or not for us: a template that is gone, an address that is not Notify's.
    case misconfigured(status: Int)
    /// No connection was made, so nothing was asked for.
    case unreachable(ConnectionProblem)
    /// The request may have been acted upon.
    case uncertain
    /// The sender stopped, or its time for the request was over, before the request was made.
    case notTried

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - error: the first `error` of the body; its `message` is for people and never decided upon.
    ///   - notifyID: the `id` of the body of a 201.
    package init(status: Int, error: String?, notifyID: UUID?) {
        switch (status, error) {
        case (200...299, _): self = notifyID.map(SendingOutcome.accepted) ?? .uncertain
        case (429, "TooManyRequestsError"): self = .quotaSpent
        case (429, _), (408, _), (425, _): self = .busy
        case (401, _), (403, _): self = .forbidden
        case (400, "ValidationError"): self = .refused(.validation)
        // A template that is not there, a team key, an address that is not Notify's. The same word is used for an e-mail that
        // is too long; that one is given up in the end, and the others would be lost at once.
        case (400...499, _): self = .misconfigured(status: status)
        default: self = .uncertain
        }
    }
}

/// Why an e-mail was not sent or did not arrive.
package enum FailureReason: String, CaseIterable, Hashable, Sendable {
    case validation
    /// Notify refused the request, and not because of its address, for three days.
    case badRequest = "bad-request"
    /// It could not be handed over for three days.
    case expired
    case permanentFailure = "permanent-failure"
    case temporaryFailure = "temporary-failure"
    case technicalFailure = "technical-failure"
    case unspecifiedFailure = "unspecified-failure"
}
