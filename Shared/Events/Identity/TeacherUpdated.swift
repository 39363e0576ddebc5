package import Vocabulary

/// The public facts of a teacher, published only when one of them changed.
package struct TeacherUpdated: Event, Hashable {
    package static let type: EventType = "identity.teacher.updated"
    package static let topic = Topic.teacher

    package var trn: TRN
    package var status: OpenWord<RecordStatus>
    package var mergedInto: TRN?
    /// Absent if the record was never seen whole.
    package var facts: TeacherFacts?

    package var key: String { trn.rawValue }

    package init(
        trn: TRN,
        status: RecordStatus,
        mergedInto: TRN? = nil,
        facts: TeacherFacts? = nil
    ) {
        self.trn = trn
        self.status = .known(status)
        self.mergedInto = mergedInto
        self.facts = facts
    }
}

/// How TRS holds the record of a person.
package enum RecordStatus: String, Hashable, Codable, Sendable, CaseIterable {
    case active
    case deactivated
    case merged
    case notFound = "not-found"
}
