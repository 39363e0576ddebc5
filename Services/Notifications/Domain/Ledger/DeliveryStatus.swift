/// What GOV.UK Notify reports about an e-mail that it accepted.
package enum DeliveryStatus: Hashable, Sendable {
    case pending
    case delivered
    case failed(FailureReason)

    /// Reads a status of Notify. An unknown status counts as pending.
    package init(notifyStatus: String) {
        switch notifyStatus {
        case "delivered", "sent": self = .delivered
        case "permanent-failure": self = .failed(.permanentFailure)
        case "temporary-failure": self = .failed(.temporaryFailure)
        case "technical-failure": self = .failed(.technicalFailure)
        // An old status for any failure, an e-mail that was cancelled at Notify, or one that Notify would not pass on.
        case "failed", "cancelled", "validation-failed", "virus-scan-failed": self = .failed(.unspecifiedFailure)
        default: self = .pending
        }
    }
}
