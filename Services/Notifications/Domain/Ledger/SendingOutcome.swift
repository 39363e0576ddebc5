package import Foundation

/// How a request to send an e-mail ended.
package enum SendingOutcome: Hashable, Sendable {
    case accepted(notifyID: UUID)
    /// It will never be taken as it is: a wrong address, a missing template.
    case refused(FailureReason)
    /// Too many requests at the moment.
    case busy
    /// Too many e-mails today, in UTC.
    case quotaSpent
    /// Our key, or our clock, is not accepted: nothing can be sent before somebody acts.
    case forbidden
    /// No connection was made, so nothing was asked for.
    case unreachable
    /// The request may have been acted upon.
    case uncertain
    /// The sender stopped before the request was made.
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
        case (400...499, _): self = .refused(.badRequest)
        default: self = .uncertain
        }
    }

    /// Whether the next request would end the same way.
    package var isAboutEveryMessage: Bool {
        switch self {
        case .busy, .quotaSpent, .forbidden, .unreachable: true
        case .accepted, .refused, .uncertain, .notTried: false
        }
    }
}

/// Why an e-mail was not sent or did not arrive.
package enum FailureReason: String, CaseIterable, Hashable, Sendable {
    case validation
    case badRequest = "bad-request"
    /// It could not be handed over for three days.
    case expired
    case permanentFailure = "permanent-failure"
    case temporaryFailure = "temporary-failure"
    case technicalFailure = "technical-failure"
    case unspecifiedFailure = "unspecified-failure"
}
