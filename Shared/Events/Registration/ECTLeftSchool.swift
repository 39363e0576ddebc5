package import Vocabulary

/// An early career teacher's time at a school ends, because the school said so or because another school registered
/// the teacher.
package struct ECTLeftSchool: Event, Hashable {
    package static let type: EventType = "registration.ect.left-school"
    package static let topic = Topic.ect

    package var placementID: PlacementID
    package var trn: TRN
    package var urn: URN
    /// The last day at the school; it may lie ahead.
    package var leftOn: CalendarDate
    package var cause: OpenWord<Cause>

    package var key: String { trn.rawValue }

    package init(
        placementID: PlacementID,
        trn: TRN,
        urn: URN,
        leftOn: CalendarDate,
        cause: Cause
    ) {
        self.placementID = placementID
        self.trn = trn
        self.urn = urn
        self.leftOn = leftOn
        self.cause = .known(cause)
    }
}

extension ECTLeftSchool {
    package enum Cause: String, Hashable, Codable, Sendable, CaseIterable {
        case reportedBySchool = "reported-by-school"
        case registeredElsewhere = "registered-elsewhere"
    }
}
