import Vocabulary

/// How far ahead the move from one school to another, and leaving, may be told.
let monthsAhead = 4

/// The first reason why the teacher may not start on `start`. Only the first counts: the others may follow from it.
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

/// Why `day` is no last day to report today, whoever leaves.
func objection(toLeaving day: CalendarDate, on today: CalendarDate) -> RefusalReason? {
    let farthest = today.adding(months: monthsAhead)
    return day > farthest ? .leavingTooFarAhead(latest: farthest) : nil
}

/// The first reason why the last day of this placement may not be `day`.
func objection(toLeaving day: CalendarDate, _ placement: Placement, on today: CalendarDate) -> RefusalReason? {
    objection(to: day, .leavingOn, within: placement, on: today)
}

/// Nothing may cut a placement, or the training in it, to less than two days. Training that lies ahead is not counted,
/// because it will be taken back.
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
