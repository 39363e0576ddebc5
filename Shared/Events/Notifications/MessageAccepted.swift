package import Foundation
package import Vocabulary

/// GOV.UK Notify accepted the e-mail for sending.
package struct MessageAccepted: Event, Hashable {
    package static let type: EventType = "notifications.message.accepted"
    package static let topic = Topic.message

    package var messageID: MessageID
    package var kind: OpenWord<MessageKind>
    package var notifyID: UUID

    package var key: String { messageID.description }

    package init(
        messageID: MessageID,
        kind: MessageKind,
        notifyID: UUID
    ) {
        self.messageID = messageID
        self.kind = .known(kind)
        self.notifyID = notifyID
    }
}
