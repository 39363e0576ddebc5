package import Vocabulary

/// Why a registration cannot be given a training period. Each is mended by operations, not by the teacher.
package enum TrainingRefusal: Error, Hashable, Sendable {
    case noCurrentContractPeriod
    case contractPeriodNotOpen
    case unknownContractPeriod(ContractPeriodYear)
    case leadProviderMissing
    case leadProviderUnknown
    case leadProviderNotActive(in: ContractPeriodYear)
    case noSchedule(ScheduleIdentifier, in: ContractPeriodYear)
    case overlapsOtherTraining

    /// A stable word for machines.
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

    /// What is wrong and what to do about it.
    package var detail: String {
        switch self {
        case .noCurrentContractPeriod:
            "No contract period holds the day of registration. Import the one that does, then replay the registration."
        case .contractPeriodNotOpen:
            "The placement starts in a contract period that is not open yet. Open it, then replay the registration."
        case .unknownContractPeriod(let year):
            "Contract period \(year.rawValue) is not in the catalogue. Import it, then replay the registration."
        case .leadProviderMissing:
            "The training is led by a provider but the registration names none."
        case .leadProviderUnknown:
            "The lead provider is not in the catalogue. Import it, then replay the registration."
        case .leadProviderNotActive(let year):
            "The lead provider is not active in contract period \(year.rawValue)."
        case .noSchedule(let schedule, let year):
            "Contract period \(year.rawValue) has no schedule \(schedule.rawValue). Import it, then replay the registration."
        case .overlapsOtherTraining:
            "The teacher is in other training on that day. Finish it first, then replay the registration."
        }
    }
}
