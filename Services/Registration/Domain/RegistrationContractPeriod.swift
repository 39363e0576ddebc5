package import Vocabulary

extension Catalogue {
    /// Where teachers go on who trained in a contract period for which payments are frozen.
    package static let successorOfFrozen = ContractPeriodYear(rawValue: 2024)

    /// The contract period that a registration belongs to, or none where nothing covers today.
    ///
    /// A teacher who is in training stays with the intake they began in, unless payments for it are frozen. Everybody
    /// else belongs to the later one of today's and the start's: nobody joins an intake that is over.
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

    /// A start that lies ahead can be registered once its contract period is open; one of today or before always can.
    package func isOpenForStart(on start: CalendarDate, today: CalendarDate) -> Bool {
        start <= today || contractPeriod(containing: start)?.isEnabled == true
    }
}
