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
        case "technical-failure", "failed", "cancelled": self = .failed(.technicalFailure)
        default: self = .pending
        }
    }
}
