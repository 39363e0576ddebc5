package import Vocabulary

/// The contract period in which a registered teacher will be trained, and what led to it.
package struct ContractPeriodChoice: Hashable, Sendable {
    package enum Ground: Hashable, Sendable {
        /// Follows from the dates alone.
        case dates
        /// The teacher stays in the contract period of the training before.
        case continued
        /// The teacher's contract period is frozen, so the training goes on in its successor.
        case movedOutOfFrozen(ContractPeriodYear)
    }

    package var period: ContractPeriod
    package var ground: Ground
}

/// Chooses the contract period of a registration.
///
/// - Parameters:
///   - previous: the last training inside the teacher's latest other placement.
///   - now: the moment of registration, which decides what is frozen and which period is current.
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

/// A start up to the end of the current period counts for it, be it in an earlier period, a gap or before all of them.
/// A start beyond needs the period that holds it to be open: in a gap ahead there is none, so it has to wait.
private func contractPeriod(
    startingOn start: CalendarDate, in periods: ContractPeriods, at now: Instant
) throws(TrainingRefusal) -> ContractPeriod {
    guard let current = periods.containing(.inLondon(at: now.date)) else { throw .noCurrentContractPeriod }
    guard start > current.finishedOn else { return current }
    guard let later = periods.containing(start), later.isEnabled else { throw .contractPeriodNotOpen }
    return later
}
