package import Vocabulary

/// The outcome of asking identity who the teacher is.
package enum IdentityCheck: Hashable, Sendable {
    /// The proof matched, and nothing bars the teacher from being registered.
    case proved(TeacherName)
    /// The proof matched, but the teacher may not be registered.
    case barred([Bar])
    /// Identity could not be asked, because the command did not say enough. The reasons say what is wrong.
    case notAsked([RefusalReason])
    case refused(Finding)

    /// The reason why a teacher may not be registered, disclosed only to a school that proved that it knows the
    /// teacher.
    package enum Bar: Hashable, Sendable, CaseIterable {
        case prohibited
        case inductionPassed
        case inductionFailed
        case inductionExempt
    }

    /// Why nothing is proved.
    package enum Finding: Hashable, Sendable, CaseIterable {
        case unknown
        case notMatched
        case deactivated
        case merged
    }

    /// Whether the school proved that it knows the teacher, barred or not.
    package var isProved: Bool {
        switch self {
        case .proved, .barred: true
        case .notAsked, .refused: false
        }
    }

    /// Why there is no proof; empty if there is one.
    var reasonsForNoProof: [RefusalReason] {
        switch self {
        case .proved, .barred: []
        case .notAsked(let reasons): reasons
        case .refused(let finding): [finding.reason]
        }
    }

    var bars: [Bar] {
        if case .barred(let bars) = self { bars } else { [] }
    }
}

extension IdentityCheck.Bar {
    var reason: RefusalReason {
        switch self {
        case .prohibited: .teacherProhibited
        case .inductionPassed: .inductionPassed
        case .inductionFailed: .inductionFailed
        case .inductionExempt: .inductionExempt
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
    /// Whether a correction equals the name in TRS, and so corrects nothing.
    package func agrees(with correction: PersonName) -> Bool {
        correction.rawValue == PersonName.displayName(corrected: nil, first: first, last: last)
    }
}
