package import Vocabulary

/// A period of time in which one teacher is trained in one way at one school.
package struct TrainingPeriod: Hashable, Sendable {
    /// How the teacher is trained.
    ///
    /// A training period that is led by a provider always has one of the two provider-led cases. A schedule without a
    /// provider, or a provider without a contract period, can therefore not be expressed.
    package enum Arrangement: Hashable, Sendable {
        /// The contract period is the one that contains the first day. It is nil if that day falls into a gap or the
        /// catalogue does not contain the period yet.
        case schoolLed(contractPeriod: ContractPeriodYear?)
        case expressionOfInterest(ProviderLed)
        case confirmed(ProviderLed, by: PartnershipID, afterInterest: Bool)
    }

    package struct ProviderLed: Hashable, Sendable {
        package var leadProviderID: LeadProviderID
        package var contractPeriod: ContractPeriodYear
        package var schedule: ScheduleIdentifier

        package init(leadProviderID: LeadProviderID, contractPeriod: ContractPeriodYear, schedule: ScheduleIdentifier) {
            self.leadProviderID = leadProviderID
            self.contractPeriod = contractPeriod
            self.schedule = schedule
        }
    }

    package var id: TrainingPeriodID
    package var placementID: PlacementID
    package var trn: TRN
    package var urn: URN
    package var startedOn: CalendarDate
    package var finishedOn: CalendarDate?
    package var arrangement: Arrangement
    package var withdrawal: Withdrawal?
    package var deferral: Deferral?
    package var createdAt: Instant

    package init(
        id: TrainingPeriodID,
        placementID: PlacementID,
        trn: TRN,
        urn: URN,
        startedOn: CalendarDate,
        finishedOn: CalendarDate? = nil,
        arrangement: Arrangement,
        withdrawal: Withdrawal? = nil,
        deferral: Deferral? = nil,
        createdAt: Instant
    ) {
        self.id = id
        self.placementID = placementID
        self.trn = trn
        self.urn = urn
        self.startedOn = startedOn
        self.finishedOn = finishedOn
        self.arrangement = arrangement
        self.withdrawal = withdrawal
        self.deferral = deferral
        self.createdAt = createdAt
    }
}

extension TrainingPeriod {
    package var providerLed: ProviderLed? {
        switch arrangement {
        case .schoolLed: nil
        case .expressionOfInterest(let led), .confirmed(let led, _, _): led
        }
    }

    package var contractPeriod: ContractPeriodYear? {
        switch arrangement {
        case .schoolLed(let year): year
        case .expressionOfInterest(let led), .confirmed(let led, _, _): led.contractPeriod
        }
    }

    package var partnershipID: PartnershipID? {
        guard case .confirmed(_, let partnershipID, _) = arrangement else { return nil }
        return partnershipID
    }

    /// Returns whether the period contains the day. Both ends count: a period contains the day on which it finishes.
    package func contains(_ day: CalendarDate) -> Bool {
        guard startedOn <= day else { return false }
        guard let finishedOn else { return true }
        return day <= finishedOn
    }

    func overlaps(_ other: TrainingPeriod) -> Bool {
        let startsBeforeOtherEnds = other.finishedOn.map { startedOn <= $0 } ?? true
        let endsAfterOtherStarts = finishedOn.map { other.startedOn <= $0 } ?? true
        return startsBeforeOtherEnds && endsAfterOtherStarts
    }

    /// Orders periods by their start. Of two with the same start, the one created earlier comes first, so that the
    /// result never depends on the order of rows.
    static func startsEarlier(_ one: TrainingPeriod, _ other: TrainingPeriod) -> Bool {
        if one.startedOn != other.startedOn { return one.startedOn < other.startedOn }
        if one.createdAt != other.createdAt { return one.createdAt < other.createdAt }
        return one.id.description < other.id.description
    }
}
