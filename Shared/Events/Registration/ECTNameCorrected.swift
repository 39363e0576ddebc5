package import Vocabulary

/// A school corrected the name under which a teacher is shown.
///
/// The names in TRS stay unchanged beside it. Corrections are for spelling and legal changes of name, not for other
/// people, so each event contains both names and the user who asked.
package struct ECTNameCorrected: Event, Hashable {
    package static let type: EventType = "registration.ect.name-corrected"
    package static let topic = Topic.ect

    package var trn: TRN
    /// The placement whose registration contained the correction.
    package var placementID: PlacementID
    package var urn: URN
    /// The name that was shown before: an earlier correction, otherwise the name in TRS.
    package var previousName: Personal<String>
    package var name: Personal<String>
    /// Whether first and last word both differ, apart from case and accents: it may be another person.
    package var isSignificant: Bool
    package var correctedAt: Instant
    /// The id, in the sender's own system, of the user who asked; absent if the command did not say.
    package var requestedBy: String?

    package var key: String { trn.rawValue }

    package init(
        trn: TRN,
        placementID: PlacementID,
        urn: URN,
        previousName: Personal<String>,
        name: Personal<String>,
        isSignificant: Bool,
        correctedAt: Instant,
        requestedBy: String? = nil
    ) {
        self.trn = trn
        self.placementID = placementID
        self.urn = urn
        self.previousName = previousName
        self.name = name
        self.isSignificant = isSignificant
        self.correctedAt = correctedAt
        self.requestedBy = requestedBy
    }
}
