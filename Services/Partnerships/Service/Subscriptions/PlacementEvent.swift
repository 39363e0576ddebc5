import Events
import Vocabulary

/// An event of registration about a placement: a teacher came to a school, or left it.
enum PlacementEvent: Sendable {
    case registered(ECTRegistered)
    case left(ECTLeftSchool)

    var trn: TRN {
        switch self {
        case .registered(let event): event.trn
        case .left(let event): event.trn
        }
    }

    var urn: URN {
        switch self {
        case .registered(let event): event.urn
        case .left(let event): event.urn
        }
    }

    var registration: ECTRegistered? {
        guard case .registered(let event) = self else { return nil }
        return event
    }

    var departure: ECTLeftSchool? {
        guard case .left(let event) = self else { return nil }
        return event
    }
}
