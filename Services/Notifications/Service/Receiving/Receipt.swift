import Foundation
import NotificationsDomain
import Vocabulary

/// What GOV.UK Notify reports about one of our e-mails.
struct Receipt: Sendable {
    let reference: EmailReference
    let notifyID: UUID
    let status: DeliveryStatus
}
