package import Vocabulary

/// The reason why a registration cannot be given a training period. Operations resolve most of them by the
/// catalogue; a school resolves the others by another registration or by reporting a departure.
///
/// The placement waits in the meantime. It is retried after each import of the catalogue and each departure of the
/// teacher.
package enum TrainingRefusal: Error, Hashable, Sendable {
    case noCurrentContractPeriod
    case contractPeriodNotOpen
    case unknownContractPeriod(ContractPeriodYear)
    case leadProviderMissing
    case leadProviderUnknown
    case leadProviderNotActive(in: ContractPeriodYear)
    case noSchedule(ScheduleIdentifier, in: ContractPeriodYear)
    case overlapsOtherTraining

    /// A stable code for machines.
    package var code: String {
        switch self {
        case .noCurrentContractPeriod: "no-current-contract-period"
        case .contractPeriodNotOpen: "contract-period-not-open"
        case .unknownContractPeriod: "unknown-contract-period"
        case .leadProviderMissing: "lead-provider-missing"
        case .leadProviderUnknown: "lead-provider-unknown"
        case .leadProviderNotActive: "lead-provider-not-active"
        case .noSchedule: "no-schedule"
        case .overlapsOtherTraining: "overlaps-other-training"
        }
    }

    /// What is wrong and what to do about it. Once that is done, the training opens automatically.
    package var detail: String {
        switch self {
        case .noCurrentContractPeriod:
            "No contract period holds the day of registration. Import the one that does."
        case .contractPeriodNotOpen:
            "The placement starts in a contract period that is not open yet. Import the period as enabled."
        case .unknownContractPeriod(let year):
            "Contract period \(year.rawValue) is not in the catalogue. Import it."
        case .leadProviderMissing:
            "The training is led by a provider but the registration names none. The school has to register anew."
        case .leadProviderUnknown:
            "The lead provider is not in the catalogue. Import it."
        case .leadProviderNotActive(let year):
            "The lead provider is not active in contract period \(year.rawValue). Import it with that period."
        case .noSchedule(let schedule, let year):
            "Contract period \(year.rawValue) has no schedule \(schedule.rawValue). Import it."
        case .overlapsOtherTraining:
            "The teacher is in other training on that day. Have the school report when the teacher left there."
        }
    }
}
