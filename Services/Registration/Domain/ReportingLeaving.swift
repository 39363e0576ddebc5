package import Vocabulary

/// Everything that the decision to end a placement depends on.
package struct LeavingSituation: Sendable {
    package var school: SchoolStanding?
    /// Every placement of the teacher, at any school.
    package var placements: [Placement]

    package init(school: SchoolStanding?, placements: [Placement]) {
        self.school = school
        self.placements = placements
    }
}

/// What reporting that a teacher leaves came to.
package enum LeavingOutcome: Hashable, Sendable {
    case leaving(Leaving)
    case refused([RefusalReason])
}

/// A school reported that a teacher leaves.
package struct Leaving: Hashable, Sendable {
    package let placement: Placement
    package let school: School
    /// False where the placement ended at least as early already, so that only the reporter is noted.
    package let endsEarlier: Bool
}

/// Ends the teacher's placement at the school, or says every reason why not.
package func reportingLeaving(
    _ draft: LeavingDraft, in situation: LeavingSituation, on today: CalendarDate
) -> LeavingOutcome {
    var reasons = draft.reasons
    if let standing = situation.school { reasons += accessBlocks(for: standing, purpose: .manage) }
    if let objection = draft.leavingOn.flatMap({ objection(toLeaving: $0, on: today) }) { reasons.append(objection) }
    guard let trn = draft.trn, case .known(let school) = situation.school else { return .refused(reasons.uniqued()) }

    let placement = situation.placements
        .filter { $0.trn == trn && $0.schoolID == school.id && !$0.isOver(on: today) }
        .concerned(by: draft.leavingOn)
    guard var placement else { return .refused((reasons + [.notAtSchool]).uniqued()) }
    guard let day = draft.leavingOn else { return .refused(reasons.uniqued()) }
    if let objection = objection(toLeaving: day, placement, on: today) { reasons.append(objection) }
    guard reasons.isEmpty else { return .refused(reasons.uniqued()) }

    // Leaving cannot be postponed: a last day that is already known stands if it is earlier.
    let endsEarlier = placement.finishedOn.map { day < $0 } ?? true
    if endsEarlier { placement.finishedOn = day }
    placement.leavingReportedBy = school.id
    return .leaving(Leaving(placement: placement, school: school, endsEarlier: endsEarlier))
}

extension Collection<Placement> {
    /// The placement that a last day speaks of: the latest that had begun by then, else the first to begin.
    fileprivate func concerned(by day: CalendarDate?) -> Placement? {
        let begun = day.flatMap { day in self.filter { $0.startedOn <= day }.latestStarted }
        return begun ?? self.min { $0.startedOn < $1.startedOn }
    }
}
