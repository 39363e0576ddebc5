import Foundation
import NotificationsDomain
import Vocabulary

/// The body of `POST /v2/notifications/email`. The template has two placeholders; the words come from this service.
struct EmailRequest: Encodable {
    let emailAddress: String
    let templateID: String
    let personalisation: [String: String]
    let reference: String

    init(_ letter: Letter, to emailAddress: Personal<String>, templateID: UUID, reference: EmailReference) {
        self.emailAddress = emailAddress.revealed
        self.templateID = templateID.lowercase
        self.personalisation = ["subject": letter.subject, "body": letter.body]
        self.reference = reference.description
    }

    private enum CodingKeys: String, CodingKey {
        case emailAddress = "email_address"
        case templateID = "template_id"
        case personalisation, reference
    }
}

/// The body of a 201.
struct EmailAnswer: Decodable {
    let id: UUID
}

/// The body of every other status.
struct NotifyErrors: Decodable {
    struct Item: Decodable {
        let error: String
    }

    let errors: [Item]
}

/// An item of `GET /v2/notifications`, and the body of each delivery receipt.
struct NotificationStatus: Decodable {
    let id: UUID
    /// The reference of this service, if this service sent the e-mail.
    let reference: String?
    let status: String
}

struct NotificationList: Decodable {
    /// The notifications, newest first.
    let notifications: [NotificationStatus]
}
