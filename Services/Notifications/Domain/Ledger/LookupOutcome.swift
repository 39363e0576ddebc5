package import Foundation

/// The outcome of asking GOV.UK Notify for an e-mail by its reference.
package enum LookupOutcome: Hashable, Sendable {
    case found(notifyID: UUID, DeliveryStatus)
    case absent
    /// There was no answer that says anything about the e-mail: a request to send it would have ended like this.
    case unavailable(SendingOutcome)
}
