package import Vocabulary

/// TRS has made a deactivated record active again. The facts about the person stay as they were last seen until the
/// snapshot that follows: a reader that starts from the beginning finds only the last record of each key.
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
