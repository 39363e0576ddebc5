/// What marking a school as eligible, or taking the mark away, came to.
package enum MarkingOutcome: Hashable, Sendable {
    /// The school as it is now; the same as before where it was marked, or not, already.
    case marked(School)
    case refused(RefusalReason)
}

/// Makes the department's exception for a school whose training it funds though Get Information About Schools does not say
/// so, or takes it back.
///
/// Only an open school can be marked; a mark can always be taken away. What users of the school may do does not hang on it.
package func marking(_ standing: SchoolStanding, asEligible isMarked: Bool) -> MarkingOutcome {
    guard case .known(var school) = standing else {
        return .refused(accessBlocks(for: standing, purpose: .manage).first ?? .schoolUnknown)
    }
    if isMarked, let reason = school.establishment.reasonForNotOpen { return .refused(reason) }
    school.isMarkedAsEligible = isMarked
    return .marked(school)
}
