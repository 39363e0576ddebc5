package import Vocabulary

/// An e-mail has to be sent.
package struct MessageQueued: Event, Hashable {
    package static let type: EventType = "notifications.message.queued"
    package static let topic = Topic.message

    package var messageID: MessageID
    package var kind: OpenWord<MessageKind>
    /// The purpose, subject and cause of the e-mail. One e-mail is sent for each combination.
    package var dedupeKey: String
    /// The first e-mail for the same cause, if this one is sent because that e-mail did not arrive.
    package var originalID: MessageID?

    package var key: String { messageID.description }

    package init(
        messageID: MessageID,
        kind: MessageKind,
        dedupeKey: String,
        originalID: MessageID? = nil
    ) {
        self.messageID = messageID
        self.kind = .known(kind)
        self.dedupeKey = dedupeKey
        self.originalID = originalID
    }
}

/// What an e-mail is for.
package enum MessageKind: String, Hashable, Codable, Sendable, CaseIterable {
    case ectRegisteredProviderLed = "ect.registered.provider-led"
    case ectRegisteredSchoolLed = "ect.registered.school-led"
    case inductionTutorAppointed = "induction-tutor.appointed"
}
