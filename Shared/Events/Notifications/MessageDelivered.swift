package import Foundation
package import Vocabulary

/// The recipient's mail server accepted the e-mail.
package struct MessageDelivered: Event, Hashable {
    package static let type: EventType = "notifications.message.delivered"
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
