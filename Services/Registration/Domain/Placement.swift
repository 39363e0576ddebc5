package import Vocabulary

/// The period of an early career teacher at one school. Both the first and the last day are included; if there is no
/// last day, none is known.
package struct Placement: Hashable, Sendable {
    package var id: PlacementID
    package var trn: TRN
    package var schoolID: SchoolID
    package var startedOn: CalendarDate
    package var finishedOn: CalendarDate?
    package var emailAddress: EmailAddress?
    package var workingPattern: WorkingPattern?
    package var appropriateBodyID: AppropriateBodyID?
    package var training: ChosenTraining?
    /// The school that reported the last day, if one did.
    package var leavingReportedBy: SchoolID?
    /// The training of this placement, as partnerships reports it.
    package var trainingPeriods: [TrainingPeriod]

    package init(
        id: PlacementID,
        trn: TRN,
        schoolID: SchoolID,
        startedOn: CalendarDate,
        finishedOn: CalendarDate? = nil,
        emailAddress: EmailAddress? = nil,
        workingPattern: WorkingPattern? = nil,
        appropriateBodyID: AppropriateBodyID? = nil,
        training: ChosenTraining? = nil,
        leavingReportedBy: SchoolID? = nil,
        trainingPeriods: [TrainingPeriod] = []
    ) {
        self.id = id
        self.trn = trn
        self.schoolID = schoolID
        self.startedOn = startedOn
        self.finishedOn = finishedOn
        self.emailAddress = emailAddress
        self.workingPattern = workingPattern
        self.appropriateBodyID = appropriateBodyID
        self.training = training
        self.leavingReportedBy = leavingReportedBy
        self.trainingPeriods = trainingPeriods
    }
}

/// A placement that ends because the teacher is registered again.
package struct ClosedPlacement: Hashable, Sendable {
    package let placement: Placement
    package let lastDay: CalendarDate

    init(_ placement: Placement, on lastDay: CalendarDate) {
        var closed = placement
        closed.finishedOn = lastDay
        self.placement = closed
        self.lastDay = lastDay
    }
}

/// How the school wants the teacher to be trained.
package enum ChosenTraining: Hashable, Sendable {
    case providerLed(LeadProviderID)
    case schoolLed

    package var leadProviderID: LeadProviderID? {
        switch self {
        case .providerLed(let id): id
        case .schoolLed: nil
        }
    }

    package var programme: TrainingProgramme {
        switch self {
        case .providerLed: .providerLed
        case .schoolLed: .schoolLed
        }
    }
}

/// The facts about a training period that registering depends on.
package struct TrainingPeriod: Hashable, Sendable {
    package var startedOn: CalendarDate
    /// The contract period of provider-led training; absent for school-led training.
    package var contractPeriod: ContractPeriodYear?

    package init(startedOn: CalendarDate, contractPeriod: ContractPeriodYear?) {
        self.startedOn = startedOn
        self.contractPeriod = contractPeriod
    }
}

extension Placement {
    package var isOpenEnded: Bool { finishedOn == nil }

    package func isOver(on day: CalendarDate) -> Bool {
        guard let finishedOn else { return false }
        return finishedOn < day
    }

    /// Returns the latest training that has begun by `day`. Training that lies ahead can still be cancelled and does
    /// not count.
    func latestTraining(begunBy day: CalendarDate) -> TrainingPeriod? {
        trainingPeriods.filter { $0.startedOn <= day }.max { $0.startedOn < $1.startedOn }
    }
}

extension Collection<Placement> {
    var latestStarted: Placement? { self.max { $0.startedOn < $1.startedOn } }
}
