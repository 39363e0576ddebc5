package import Vocabulary

/// The contract period in which a registered teacher will be trained, and the ground for choosing it.
package struct ContractPeriodChoice: Hashable, Sendable {
    package enum Ground: Hashable, Sendable {
        /// The dates alone determine the period.
        case dates
        /// The teacher stays in the contract period of their previous training.
        case continued
        /// The teacher's contract period is frozen, so the training continues in its successor.
        case movedOutOfFrozen(ContractPeriodYear)
    }

    package var period: ContractPeriod
    package var ground: Ground
}

/// Chooses the contract period of a registration.
///
/// - Parameters:
///   - previous: the last training in the teacher's latest other placement.
///   - now: the time of registration, which determines which periods are frozen and which one is current.
package func choosingContractPeriod(
    startingOn start: CalendarDate,
    after previous: TrainingPeriod?,
    in periods: ContractPeriods,
    at now: Instant
) throws(TrainingRefusal) -> ContractPeriodChoice {
    let previousYear = previous?.providerLed?.contractPeriod
    if let previousYear, let previousPeriod = periods[previousYear], previousPeriod.isFrozen(at: now) {
        guard let successor = periods[periods.successorOfFrozen] else {
            throw .unknownContractPeriod(periods.successorOfFrozen)
        }
        return ContractPeriodChoice(period: successor, ground: .movedOutOfFrozen(previousYear))
    }
    let byDates = try contractPeriod(startingOn: start, in: periods, at: now)
    guard let previousYear else { return ContractPeriodChoice(period: byDates, ground: .dates) }
    guard let previousPeriod = periods[previousYear] else { throw .unknownContractPeriod(previousYear) }
    return ContractPeriodChoice(period: previousPeriod, ground: .continued)
}

/// Returns the contract period for a start day.
///
/// - A start up to the end of the current period belongs to the current period, even if the day is in an earlier
///   period, in a gap or before all periods.
/// - A later start needs the period that contains it to be enabled. In a future gap there is no such period, so the
///   teacher has to wait.
private func contractPeriod(
    startingOn start: CalendarDate, in periods: ContractPeriods, at now: Instant
) throws(TrainingRefusal) -> ContractPeriod {
    guard let current = periods.containing(.inLondon(at: now.date)) else { throw .noCurrentContractPeriod }
    guard start > current.finishedOn else { return current }
    guard let later = periods.containing(start), later.isEnabled else { throw .contractPeriodNotOpen }
    return later
}
