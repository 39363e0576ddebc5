package import Foundation

/// The outcome of asking GOV.UK Notify for an e-mail by its reference.
package enum LookupOutcome: Hashable, Sendable {
    case found(notifyID: UUID, DeliveryStatus)
    case absent
    /// There was no answer, which says nothing about the e-mail.
    case unavailable
}
