package import Vocabulary

/// What asking who the teacher is came to.
package enum IdentityCheck: Hashable, Sendable {
    /// The proof matched, and nothing bars the teacher from being registered.
    case proved(TeacherName)
    /// Nobody could be asked: the command did not say enough, and says why.
    case notAsked([RefusalReason])
    case refused(Finding)

    package enum Finding: Hashable, Sendable, CaseIterable {
        case unknown
        case notMatched
        case deactivated
        case merged
        case prohibited
        case inductionPassed
        case inductionFailed
        case inductionExempt
    }

    var reasons: [RefusalReason] {
        switch self {
        case .proved: []
        case .notAsked(let reasons): reasons
        case .refused(let finding): [finding.reason]
        }
    }
}

extension IdentityCheck.Finding {
    var reason: RefusalReason {
        switch self {
        case .unknown: .teacherUnknown
        case .notMatched: .identityNotMatched
        case .deactivated: .teacherDeactivated
        case .merged: .teacherMerged
        case .prohibited: .teacherProhibited
        case .inductionPassed: .inductionPassed
        case .inductionFailed: .inductionFailed
        case .inductionExempt: .inductionExempt
        }
    }
}

/// The name in the Teaching Record System.
package struct TeacherName: Hashable, Sendable {
    package var first: String
    package var last: String

    package init(first: String, last: String) {
        self.first = first
        self.last = last
    }
}

extension TeacherName {
    /// A correction that says what TRS says corrects nothing.
    package func agrees(with correction: PersonName) -> Bool {
        correction.rawValue == PersonName.displayName(corrected: nil, first: first, last: last)
    }
}
