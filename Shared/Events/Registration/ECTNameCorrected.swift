package import Vocabulary

/// A school corrected the name under which a teacher is shown.
///
/// The names in TRS stay as they are beside it. Corrections are for spelling and changes in law, not for other people, and
/// so each is told with both names and with who asked.
package struct ECTNameCorrected: Event, Hashable {
    package static let type: EventType = "registration.ect.name-corrected"
    package static let topic = Topic.ect

    package var trn: TRN
    /// The placement with whose registration the correction came.
    package var placementID: PlacementID
    package var urn: URN
    /// What was shown before: an earlier correction, else the name in TRS.
    package var previousName: Personal<String>
    package var name: Personal<String>
    /// First and last word are both other ones, whatever their case and accents: it may be another person.
    package var isSignificant: Bool
    package var correctedAt: Instant
    /// Who asked, by an id of the sender's own system; absent where the command did not say.
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
