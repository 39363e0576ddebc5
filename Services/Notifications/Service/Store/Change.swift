import Events
import Foundation
import Messaging
import NotificationsDomain
import Vocabulary

/// A step of one entry. It applies only while the entry is in the state in which the step began.
struct Change: Sendable {
    let id: MessageID
    let from: MessageState
    /// The number of requests to send the e-mail when the step began.
    let attempt: Int
    let transition: Transition
    let reason: String?

    init(_ id: MessageID, from entry: Entry, _ transition: Transition, reason: WithholdingReason? = nil) {
        self.id = id
        self.from = entry.state
        self.attempt = entry.attempt
        self.transition = transition
        self.reason = transition.reason?.rawValue ?? reason?.rawValue
    }
}

/// A step that was taken.
struct AppliedChange: Sendable {
    let id: MessageID
    let purpose: Purpose
    let from: MessageState
    let to: MessageState
    let notifyID: UUID?
    let reason: String?
    let context: MessageContext

    /// The event to publish about the step, if the state has changed.
    var entry: OutboxEntry? {
        guard let event else { return nil }
        var entry = OutboxEntry(event)
        entry.context = context
        return entry
    }

    private var event: (any Event)? {
        guard from != to else { return nil }
        let kind = MessageKind(purpose)
        switch to {
        case .accepted:
            return notifyID.map { MessageAccepted(messageID: id, kind: kind, notifyID: $0) }
        case .delivered:
            return notifyID.map { MessageDelivered(messageID: id, kind: kind, notifyID: $0) }
        case .failed:
            return MessageFailed(messageID: id, kind: kind, reason: reason ?? "unknown")
        case .withheld:
            return MessageWithheld(messageID: id, kind: kind, reason: reason ?? "unknown")
        case .planned, .sending, .uncertain:
            return nil
        }
    }
}
