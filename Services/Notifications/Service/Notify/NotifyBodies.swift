import Foundation
import NotificationsDomain
import Vocabulary

/// `POST /v2/notifications/email`. The template has two placeholders; the words are ours.
struct EmailRequest: Encodable {
    let emailAddress: String
    let templateID: String
    let personalisation: [String: String]
    let reference: String

    init(_ letter: Letter, to emailAddress: Personal<String>, templateID: UUID, reference: MessageID) {
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

/// What a 201 says.
struct EmailAnswer: Decodable {
    let id: UUID
}

/// What every other status says.
struct NotifyErrors: Decodable {
    struct Item: Decodable {
        let error: String
    }

    let errors: [Item]
}

/// `GET /v2/notifications`, and each delivery receipt.
struct NotificationStatus: Decodable {
    let id: UUID
    /// Ours, where it was us who sent it.
    let reference: String?
    let status: String
}

struct NotificationList: Decodable {
    /// The newest first.
    let notifications: [NotificationStatus]
}
