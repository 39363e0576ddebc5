/// The outcome of marking a school as eligible, or of removing the mark.
package enum MarkingOutcome: Hashable, Sendable {
    /// The school as it is now. It is unchanged if it already was in the requested state.
    case marked(School)
    case refused(RefusalReason)
}

/// Adds or removes the department's exception for a school whose training it funds although Get Information About
/// Schools does not say so.
///
/// Only an open school can be marked; a mark can always be removed. What users of the school may do does not depend on
/// it.
package func marking(_ standing: SchoolStanding, asEligible isMarked: Bool) -> MarkingOutcome {
    guard case .known(var school) = standing else {
        return .refused(accessBlocks(for: standing, purpose: .manage).first ?? .schoolUnknown)
    }
    if isMarked, let reason = school.establishment.reasonForNotOpen { return .refused(reason) }
    school.isMarkedAsEligible = isMarked
    return .marked(school)
}
