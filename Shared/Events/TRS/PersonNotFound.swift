package import Vocabulary

/// TRS has no record with this number.
package struct PersonNotFound: Event, Hashable {
    package static let type: EventType = "trs.person.not-found"
    package static let topic = Topic.trsPerson

    package var trn: TRN
    package var observedAt: Instant

    package var key: String { trn.rawValue }

    package init(
        trn: TRN,
        observedAt: Instant
    ) {
        self.trn = trn
        self.observedAt = observedAt
    }
}
