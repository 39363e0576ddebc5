package import Foundation

/// How a request to send an e-mail ended.
package enum SendingOutcome: Hashable, Sendable {
    case accepted(notifyID: UUID)
    /// This e-mail will never be accepted as it is, because its address is not valid.
    case refused(FailureReason)
    /// Too many requests at the moment.
    case busy
    /// Too many e-mails today, in UTC.
    case quotaSpent
    /// The key or the clock of this service is not accepted: nothing can be sent before somebody acts.
    case forbidden
    /// The request is for something that does not exist at Notify, or is not available to this service: a template that
    /// is gone, an address that is not Notify's.
    case misconfigured(status: Int)
    /// No connection was made, so no request was made.
    case unreachable(ConnectionProblem)
    /// The request may have been acted upon.
    case uncertain
    /// The request was not made, because the sender stopped or the time for the request was over.
    case notTried

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - error: The first `error` of the body. Its `message` is for people and decides nothing.
    ///   - notifyID: The `id` in the body of a 201.
    package init(status: Int, error: String?, notifyID: UUID?) {
        switch (status, error) {
        case (200...299, _): self = notifyID.map(SendingOutcome.accepted) ?? .uncertain
        case (429, "TooManyRequestsError"): self = .quotaSpent
        case (429, _), (408, _), (425, _): self = .busy
        case (401, _), (403, _): self = .forbidden
        case (400, "ValidationError"): self = .refused(.validation)
        // A missing template, a team key, an address that is not Notify's. An e-mail that is too long has the same
        // error. That one e-mail is given up in the end; treating the error as final would lose all others at once.
        case (400...499, _): self = .misconfigured(status: status)
        default: self = .uncertain
        }
    }
}

/// Why an e-mail was not sent or did not arrive.
package enum FailureReason: String, CaseIterable, Hashable, Sendable {
    case validation
    /// For three days Notify rejected the request, for a reason other than its address.
    case badRequest = "bad-request"
    /// The e-mail could not be handed over for three days.
    case expired
    case permanentFailure = "permanent-failure"
    case temporaryFailure = "temporary-failure"
    case technicalFailure = "technical-failure"
    case unspecifiedFailure = "unspecified-failure"
}
