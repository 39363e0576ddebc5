import Vocabulary

/// What the lead provider said of a training period through the API.
package enum TrainingStatus: String, Hashable, Sendable, CaseIterable {
    case active, deferred, withdrawn

    /// Where a teacher was both deferred and withdrawn, the later of the two holds.
    package init(of training: TrainingPeriod) {
        switch (training.deferral, training.withdrawal) {
        case (nil, nil): self = .active
        case (.some, nil): self = .deferred
        case (nil, .some): self = .withdrawn
        case (.some(let deferral), .some(let withdrawal)):
            self = deferral.at > withdrawal.at ? .deferred : .withdrawn
        }
    }

    /// What the `training_status` filter finds a training period by, which is not always what is shown: a teacher who was
    /// deferred and then withdrawn is found by both.
    package static func searchable(_ training: TrainingPeriod) -> Set<TrainingStatus> {
        var found: Set<TrainingStatus> = []
        if training.deferral != nil { found.insert(.deferred) }
        if training.withdrawal != nil { found.insert(.withdrawn) }
        return found.isEmpty ? [.active] : found
    }
}
