import Events
import NotificationsDomain
import Vocabulary

/// An e-mail to be entered into the ledger, with the event that requested it.
struct PlannedMessage: Sendable {
    let id: MessageID
    let intent: MessageIntent
    let cause: EventMetadata

    var event: any Event {
        let kind = MessageKind(intent.purpose)
        guard let reason = intent.withheld else {
            return MessageQueued(messageID: id, kind: kind, dedupeKey: intent.dedupeKey)
        }
        return MessageWithheld(messageID: id, kind: kind, reason: reason.rawValue)
    }
}

extension MessageKind {
    init(_ purpose: Purpose) {
        switch purpose {
        case .ectRegisteredProviderLed: self = .ectRegisteredProviderLed
        case .ectRegisteredSchoolLed: self = .ectRegisteredSchoolLed
        case .inductionTutorAppointed: self = .inductionTutorAppointed
        }
    }
}
