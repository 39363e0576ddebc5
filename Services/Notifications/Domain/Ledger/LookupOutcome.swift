package import Foundation

/// What came of asking GOV.UK Notify for an e-mail by our reference.
package enum LookupOutcome: Hashable, Sendable {
    case found(notifyID: UUID, DeliveryStatus)
    case absent
    /// No answer: it says nothing about the e-mail.
    case unavailable
}
