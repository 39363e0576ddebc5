package import Vocabulary

/// How a school wants a teacher to be trained.
package enum TrainingWish: Hashable, Sendable {
    case schoolLed
    case providerLed(by: LeadProviderID?)
}

/// The training that a registration led to.
package struct TrainingOpening: Hashable, Sendable {
    package var training: TrainingPeriod
    /// The frozen contract period that the teacher was moved out of, if any. Lead providers are shown it.
    package var leftFrozenPeriod: ContractPeriodYear?
}

/// Opens the training period of a newly registered placement.
///
/// If the lead provider has a partnership with the school in the contract period, the earliest such partnership
/// confirms the training at once. Otherwise the training waits as an expression of interest.
///
/// - Parameters:
///   - placement: the new placement, or one whose training had to wait; it need not be part of `history`.
///   - partnerships: the partnerships of the school, with any lead provider and in any year.
/// - Returns: nil if the placement ends by the day on which its training would begin, as can happen when training is
///   opened late.
package func openingTraining(
    for placement: Placement,
    wish: TrainingWish,
    after history: TeacherHistory,
    partnerships: [Partnership],
    catalogue: Catalogue,
    id: TrainingPeriodID
) throws(TrainingRefusal) -> TrainingOpening? {
    let arranged: Arranged
    switch wish {
    case .schoolLed:
        arranged = arrangingSchoolLed(placement, catalogue: catalogue)
    case .providerLed(let leadProviderID):
        guard let leadProviderID else { throw .leadProviderMissing }
        arranged = try arrangingProviderLed(
            placement, by: leadProviderID, after: history, partnerships: partnerships, catalogue: catalogue)
    }
    // The same rule applies when a teacher leaves: training that would begin on the last day never takes effect.
    if let lastDay = placement.finishedOn, arranged.startedOn >= lastDay { return nil }
    let training = TrainingPeriod(
        id: id, placementID: placement.id, trn: placement.trn, urn: placement.urn,
        startedOn: arranged.startedOn, finishedOn: placement.finishedOn, arrangement: arranged.arrangement,
        createdAt: placement.registeredAt)
    guard !history.training.contains(where: training.overlaps) else { throw .overlapsOtherTraining }
    return TrainingOpening(training: training, leftFrozenPeriod: arranged.leftFrozenPeriod)
}

private struct Arranged {
    var startedOn: CalendarDate
    var arrangement: TrainingPeriod.Arrangement
    var leftFrozenPeriod: ContractPeriodYear?
}

private func arrangingSchoolLed(_ placement: Placement, catalogue: Catalogue) -> Arranged {
    let start = max(placement.startedOn, placement.registeredOn)
    return Arranged(
        startedOn: start, arrangement: .schoolLed(contractPeriod: catalogue.periods.containing(start)?.year))
}

private func arrangingProviderLed(
    _ placement: Placement,
    by leadProviderID: LeadProviderID,
    after history: TeacherHistory,
    partnerships: [Partnership],
    catalogue: Catalogue
) throws(TrainingRefusal) -> Arranged {
    guard let leadProvider = catalogue.leadProviders[leadProviderID] else { throw .leadProviderUnknown }
    let before = history.before(placement)
    let choice = try choosingContractPeriod(
        startingOn: placement.startedOn, after: before.latestTraining, in: catalogue.periods,
        at: placement.registeredAt)
    let year = choice.period.year
    guard leadProvider.activeIn.contains(year) else { throw .leadProviderNotActive(in: year) }
    let start = choice.trainingStart(of: placement)
    let schedule = try choosingSchedule(
        startingOn: start, in: choice, after: before, from: catalogue, today: placement.registeredOn)
    let led = TrainingPeriod.ProviderLed(leadProviderID: leadProviderID, contractPeriod: year, schedule: schedule)
    let partnership =
        partnerships
        .filter { $0.urn == placement.urn && $0.leadProviderID == leadProviderID && $0.contractPeriod == year }
        .min(by: Partnership.isEarlier)
    return Arranged(
        startedOn: start,
        arrangement: partnership.map { .confirmed(led, by: $0.id, afterInterest: false) } ?? .expressionOfInterest(led),
        leftFrozenPeriod: choice.leftFrozenPeriod)
}

extension ContractPeriodChoice {
    /// Returns the first day of the training. Training never starts before it is registered, with one exception: the
    /// training of teachers who come out of a frozen contract period counts from the start of the successor.
    func trainingStart(of placement: Placement) -> CalendarDate {
        switch ground {
        case .movedOutOfFrozen: max(placement.startedOn, period.startedOn)
        case .dates, .continued: max(placement.startedOn, placement.registeredOn)
        }
    }

    var leftFrozenPeriod: ContractPeriodYear? {
        guard case .movedOutOfFrozen(let year) = ground else { return nil }
        return year
    }
}

extension Placement {
    var registeredOn: CalendarDate { .inLondon(at: registeredAt.date) }
}
