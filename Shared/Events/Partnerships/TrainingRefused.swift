package import Vocabulary

/// A registration could not be given a training period and waits for one; operations must mend the cause.
///
/// It comes again for the same placement when there is another reason. Training that begins after all is the last word.
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
