package import Vocabulary

/// The record was merged into another record, which must be used in its place.
package struct PersonMerged: Event, Hashable {
    package static let type: EventType = "trs.person.merged"
    package static let topic = Topic.trsPerson

    package var trn: TRN
    package var mergedInto: TRN
    package var observedAt: Instant

    package var key: String { trn.rawValue }

    package init(
        trn: TRN,
        mergedInto: TRN,
        observedAt: Instant
    ) {
        self.trn = trn
        self.mergedInto = mergedInto
        self.observedAt = observedAt
    }
}
