import Vocabulary

/// The name under which a school is shown a teacher, and where it comes from.
package struct ShownName: Hashable, Sendable {
    package enum Source: String, Hashable, Sendable, CaseIterable {
        /// A school corrected it, and the correction still holds.
        case correction
        case teachingRecordSystem = "teaching-record-system"
        /// Identity has not told of the teacher yet: the name of the day of the registration.
        case registration
    }

    package let name: String
    package let source: Source

    /// A correction is shown before what TRS says now, and that before what was shown on the day of the registration.
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
