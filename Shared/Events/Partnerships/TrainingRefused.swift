package import Vocabulary

/// A registration could not be given a training period and waits for one; an operator must fix the cause.
///
/// The event is published again for the same placement when the reason changes. If training begins after all, that
/// event supersedes this one.
package struct TrainingRefused: Event, Hashable {
    package static let type: EventType = "partnerships.training.refused"
    package static let topic = Topic.training

    package var placementID: PlacementID
    package var trn: TRN
    package var urn: URN
    package var code: String
    package var detail: String

    package var key: String { trn.rawValue }

    package init(
        placementID: PlacementID,
        trn: TRN,
        urn: URN,
        code: String,
        detail: String
    ) {
        self.placementID = placementID
        self.trn = trn
        self.urn = urn
        self.code = code
        self.detail = detail
    }
}
