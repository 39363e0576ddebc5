import Vocabulary

/// The name under which a teacher is shown to a school, and its source.
package struct ShownName: Hashable, Sendable {
    package enum Source: String, Hashable, Sendable, CaseIterable {
        /// A correction by a school that still applies.
        case correction
        case teachingRecordSystem = "teaching-record-system"
        /// The name on the day of the registration, because identity has not published the teacher yet.
        case registration
    }

    package let name: String
    package let source: Source

    /// Chooses a correction first, then the current name in TRS, then the name that was shown on the day of the
    /// registration.
    package init(corrected: String?, inTRS: TeacherName?, asRegistered: String) {
        if let corrected {
            name = corrected
            source = .correction
        } else if let inTRS {
            name = PersonName.displayName(corrected: nil, first: inTRS.first, last: inTRS.last)
            source = .teachingRecordSystem
        } else {
            name = asRegistered
            source = .registration
        }
    }
}
