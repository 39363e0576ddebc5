/// What GOV.UK Notify says of an e-mail that it took.
package enum DeliveryStatus: Hashable, Sendable {
    case pending
    case delivered
    case failed(FailureReason)

    /// Reads Notify's word; one that is not known yet decides nothing.
    package init(notifyStatus: String) {
        switch notifyStatus {
        case "delivered", "sent": self = .delivered
        case "permanent-failure": self = .failed(.permanentFailure)
        case "temporary-failure": self = .failed(.temporaryFailure)
        case "technical-failure": self = .failed(.technicalFailure)
        // An old word for any failure, an e-mail that somebody stopped at Notify, or one that it would not pass on.
        case "failed", "cancelled", "validation-failed", "virus-scan-failed": self = .failed(.unspecifiedFailure)
        default: self = .pending
        }
    }
}
