import Vocabulary

/// The status that the lead provider has given a training period through the API.
package enum TrainingStatus: String, Hashable, Sendable, CaseIterable {
    case active, deferred, withdrawn

    /// Creates the status. If a teacher was both deferred and withdrawn, the later of the two counts.
    package init(of training: TrainingPeriod) {
        switch (training.deferral, training.withdrawal) {
        case (nil, nil): self = .active
        case (.some, nil): self = .deferred
        case (nil, .some): self = .withdrawn
        case (.some(let deferral), .some(let withdrawal)):
            self = deferral.at > withdrawal.at ? .deferred : .withdrawn
        }
    }

    /// Returns the statuses under which the `training_status` filter finds a training period. They can differ from what
    /// is shown: a teacher who was deferred and then withdrawn is found under both.
    package static func searchable(_ training: TrainingPeriod) -> Set<TrainingStatus> {
        var found: Set<TrainingStatus> = []
        if training.deferral != nil { found.insert(.deferred) }
        if training.withdrawal != nil { found.insert(.withdrawn) }
        return found.isEmpty ? [.active] : found
    }
}
