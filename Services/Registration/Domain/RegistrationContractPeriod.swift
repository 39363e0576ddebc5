package import Vocabulary

extension Catalogue {
    /// The contract period in which teachers continue who trained in one for which payments are frozen.
    package static let successorOfFrozen = ContractPeriodYear(rawValue: 2024)

    /// Returns the contract period that a registration belongs to, or nil if it needs today's and no period covers today.
    ///
    /// A teacher who is in training stays with the intake in which they began. If payments for it are frozen, they move
    /// to its successor. All other teachers belong to today's period or to the period of the start, whichever is later,
    /// because nobody joins an intake that is over.
    package func registrationPeriod(
        startingOn start: CalendarDate, after previous: TrainingPeriod?, on today: CalendarDate
    ) -> ContractPeriod? {
        let original = previous?.contractPeriod.flatMap(contractPeriod(of:))
        if let original, original.isFrozen { return contractPeriod(of: Self.successorOfFrozen) }
        guard let current = contractPeriod(containing: today) else { return nil }
        if let original { return original }
        guard let ofStart = contractPeriod(containing: start), ofStart.year >= current.year else { return current }
        return ofStart
    }

    /// Returns whether a start can be registered. A start in the future can be registered once its contract period is
    /// open; a start today or earlier always can.
    package func isOpenForStart(on start: CalendarDate, today: CalendarDate) -> Bool {
        start <= today || contractPeriod(containing: start)?.isEnabled == true
    }
}
