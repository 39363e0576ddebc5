package import Vocabulary

/// All facts on which the decision to end a placement depends.
package struct LeavingSituation: Sendable {
    package var school: SchoolStanding?
    /// Every placement of the teacher, at any school.
    package var placements: [Placement]

    package init(school: SchoolStanding?, placements: [Placement]) {
        self.school = school
        self.placements = placements
    }
}

/// The outcome of reporting that a teacher leaves.
package enum LeavingOutcome: Hashable, Sendable {
    case leaving(Leaving)
    case refused([RefusalReason])
}

/// A report of leaving that was carried out.
package struct Leaving: Hashable, Sendable {
    package let placement: Placement
    package let school: School
    /// False if the placement already had the same or an earlier last day, so that only the reporting school is
    /// recorded.
    package let endsEarlier: Bool
}

/// Ends the teacher's placement at the school, or returns every reason for refusing.
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

    // A report cannot postpone leaving: an earlier last day that is already known is kept.
    let endsEarlier = placement.finishedOn.map { day < $0 } ?? true
    if endsEarlier { placement.finishedOn = day }
    placement.leavingReportedBy = school.id
    return .leaving(Leaving(placement: placement, school: school, endsEarlier: endsEarlier))
}

extension Collection<Placement> {
    /// Returns the placement that a last day refers to: the latest that had begun by then, otherwise the first to
    /// begin.
    fileprivate func concerned(by day: CalendarDate?) -> Placement? {
        let begun = day.flatMap { day in self.filter { $0.startedOn <= day }.latestStarted }
        return begun ?? self.min { $0.startedOn < $1.startedOn }
    }
}
