import Vocabulary

/// How many months ahead a move from one school to another, and leaving, may be reported.
let monthsAhead = 4

/// Returns the first reason why the teacher may not start on `start`. Only the first counts, because the others may
/// follow from it.
func objection(
    toStart start: CalendarDate, after placements: [Placement], at schoolID: SchoolID?, in catalogue: Catalogue,
    on today: CalendarDate
) -> RefusalReason? {
    if let earliest = catalogue.earliestPermittedStart(on: today), start < earliest {
        return .startTooEarly(earliest: earliest)
    }
    let latest = placements.latestStarted
    if let latest, let objection = objection(to: start, .startedOn, within: latest, on: today) { return objection }
    guard catalogue.isOpenForStart(on: start, today: today) else {
        return .registrationNotOpen(catalogue.contractPeriod(containing: start)?.year)
    }
    let farthest = today.adding(months: monthsAhead)
    if let latest, latest.isOpenEnded, latest.schoolID != schoolID, start > farthest {
        return .startTooFarAhead(latest: farthest)
    }
    return nil
}

/// Returns why `day` may not be reported today as a last day, for any teacher.
func objection(toLeaving day: CalendarDate, on today: CalendarDate) -> RefusalReason? {
    let farthest = today.adding(months: monthsAhead)
    return day > farthest ? .leavingTooFarAhead(latest: farthest) : nil
}

/// Returns the first reason why the last day of this placement may not be `day`.
func objection(toLeaving day: CalendarDate, _ placement: Placement, on today: CalendarDate) -> RefusalReason? {
    objection(to: day, .leavingOn, within: placement, on: today)
}

/// Returns an objection unless `day` is at least two days after the start of the placement and of the training in it.
/// Training that lies ahead does not count, because it will be cancelled.
private func objection(
    to day: CalendarDate, _ field: CommandField, within placement: Placement, on today: CalendarDate
) -> RefusalReason? {
    if day < placement.startedOn.adding(days: 2) {
        return .notAfterTeachingStarted(field, startedOn: placement.startedOn)
    }
    if let training = placement.latestTraining(begunBy: today), day < training.startedOn.adding(days: 2) {
        return .notAfterTrainingStarted(field, startedOn: training.startedOn)
    }
    return nil
}
