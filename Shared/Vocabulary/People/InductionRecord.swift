/// A teacher's progress with induction, as TRS holds it.
package struct InductionRecord: Hashable, Codable, Sendable {
    package var status: InductionStatus
    package var startedOn: CalendarDate?
    package var completedOn: CalendarDate?

    package init(status: InductionStatus, startedOn: CalendarDate? = nil, completedOn: CalendarDate? = nil) {
        self.status = status
        self.startedOn = startedOn
        self.completedOn = completedOn
    }
}

/// The induction statuses of TRS, in its own spelling.
///
/// A word that TRS adds later is kept as it is.
package enum InductionStatus: Hashable, Sendable {
    case none
    case requiredToComplete
    case inProgress
    case passed
    case failed
    case failedInWales
    case exempt
    case other(String)

    package static let known: [InductionStatus] = [
        .none, .requiredToComplete, .inProgress, .passed, .failed, .failedInWales, .exempt,
    ]
}

extension InductionStatus: RawRepresentable, Codable {
    package init(rawValue: String) {
        self =
            switch rawValue {
            case "None": .none
            case "RequiredToComplete": .requiredToComplete
            case "InProgress": .inProgress
            case "Passed": .passed
            case "Failed": .failed
            case "FailedInWales": .failedInWales
            case "Exempt": .exempt
            default: .other(rawValue)
            }
    }

    package var rawValue: String {
        switch self {
        case .none: "None"
        case .requiredToComplete: "RequiredToComplete"
        case .inProgress: "InProgress"
        case .passed: "Passed"
        case .failed: "Failed"
        case .failedInWales: "FailedInWales"
        case .exempt: "Exempt"
        case .other(let word): word
        }
    }
}
