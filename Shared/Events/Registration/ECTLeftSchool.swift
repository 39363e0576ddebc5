package import Vocabulary

/// An early career teacher's time at a school ends, because that school reported it or because a school registered the
/// teacher.
package struct ECTLeftSchool: Event, Hashable {
    package static let type: EventType = "registration.ect.left-school"
    package static let topic = Topic.ect

    package var placementID: PlacementID
    package var trn: TRN
    package var urn: URN
    /// The last day at the school, which may be in the future.
    package var leftOn: CalendarDate
    package var cause: OpenWord<Cause>
    /// The id, in the sender's own system, of the user who asked; absent if the command did not say.
    package var requestedBy: String?

    package var key: String { trn.rawValue }

    package init(
        placementID: PlacementID,
        trn: TRN,
        urn: URN,
        leftOn: CalendarDate,
        cause: Cause,
        requestedBy: String? = nil
    ) {
        self.placementID = placementID
        self.trn = trn
        self.urn = urn
        self.leftOn = leftOn
        self.cause = .known(cause)
        self.requestedBy = requestedBy
    }
}

extension ECTLeftSchool {
    package enum Cause: String, Hashable, Codable, Sendable, CaseIterable {
        case reportedBySchool = "reported-by-school"
        case registeredElsewhere = "registered-elsewhere"
        /// The same school registered the teacher once more, starting on the next day.
        case registeredAgain = "registered-again"
    }
}
