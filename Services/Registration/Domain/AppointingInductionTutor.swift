package import Vocabulary

/// The outcome of naming an induction tutor.
package enum AppointingOutcome: Hashable, Sendable {
    /// The school as it is now. It is unchanged if the school named the same tutor again in the same contract period.
    case appointed(School)
    case refused([RefusalReason])
}

/// Names or confirms the induction tutor of the school, or returns every reason for refusing.
///
/// - Parameter appointment: how the tutor was appointed, if the draft names somebody new.
package func appointingInductionTutor(
    _ draft: TutorDraft, by appointment: Appointment, at standing: SchoolStanding?, in catalogue: Catalogue,
    on today: CalendarDate
) -> AppointingOutcome {
    var reasons = draft.reasons
    if let standing { reasons += accessBlocks(for: standing, purpose: .manage) }
    guard reasons.isEmpty, case .known(var school) = standing, let name = draft.name,
        let emailAddress = draft.emailAddress
    else { return .refused(reasons.uniqued()) }

    let before = school.inductionTutor
    let isSomebodyNew = before?.emailAddress != emailAddress
    school.inductionTutor = AppointedTutor(
        name: name, emailAddress: emailAddress,
        nominatedIn: catalogue.currentOrUpcoming(on: today)?.year ?? before?.nominatedIn,
        appointment: isSomebodyNew ? appointment : before?.appointment)
    return .appointed(school)
}
