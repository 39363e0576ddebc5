package import Vocabulary

/// TRS holds the record as a living one again. What it says of the person stays as it was last seen, until the snapshot that
/// follows: a reader that begins anew finds only the last record of each key.
package struct PersonReactivated: Event, Hashable {
    package static let type: EventType = "trs.person.reactivated"
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
