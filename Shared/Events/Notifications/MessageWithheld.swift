package import Vocabulary

/// An e-mail that was due is not sent, with the reason.
package struct MessageWithheld: Event, Hashable {
    package static let type: EventType = "notifications.message.withheld"
    package static let topic = Topic.message

    package var messageID: MessageID
    package var kind: OpenWord<MessageKind>
    /// A stable word: `superseded`, `replay`, `no-address`.
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
