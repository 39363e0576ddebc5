package import Vocabulary

/// The e-mail will not be sent, or did not arrive.
package struct MessageFailed: Event, Hashable {
    package static let type: EventType = "notifications.message.failed"
    package static let topic = Topic.message

    package var messageID: MessageID
    package var kind: OpenWord<MessageKind>
    /// A stable word: `permanent-failure`, `validation`.
    package var reason: String

    package var key: String { messageID.description }

    package init(
        messageID: MessageID,
        kind: MessageKind,
        reason: String
    ) {
        self.messageID = messageID
        self.kind = .known(kind)
        self.reason = reason
    }
}
