package import Vocabulary

/// TRS has deactivated the record.
package struct PersonDeactivated: Event, Hashable {
    package static let type: EventType = "trs.person.deactivated"
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
