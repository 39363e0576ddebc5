import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// A retry of refused training, once the obstacle may have been removed.
struct RetryRefusedTraining: Sendable {
    let placements: FollowPlacements

    /// The result for the placements that were refused.
    struct Outcome: Sendable {
        var opened = 0
        /// The documents for the caller to project, together with its other changes: numbers of documents are taken
        /// once, and last.
        var affected = Affected()
        /// How many placements still wait for each reason.
        var waiting: [TrainingRefusal: Int] = [:]
    }

    /// Returns the schools and teachers whose training waits. A caller that retries locks them in the order of decision
    /// 0001.
    func find(in transaction: Transaction) async throws -> Scope {
        let refused = try await placements.training.refused(in: transaction).map(\.wished.placement)
        return Scope(schools: Set(refused.map(\.urn)), teachers: Set(refused.map(\.trn)))
    }

    struct Scope: Hashable, Sendable {
        var schools: Set<URN>
        var teachers: Set<TRN>
    }

    /// Retries the refused training in the scope.
    ///
    /// - Parameter scope: the schools and teachers; its schools are locked.
    func callAsFunction(_ scope: Scope, in transaction: Transaction) async throws -> Outcome {
        guard !scope.teachers.isEmpty else { return Outcome() }
        try await placements.participants.lock(scope.teachers, in: transaction)
        var batch = try await placements.batch(
            trns: scope.teachers, urns: scope.schools, in: transaction)
        // Read again under the locks: in the meantime, some teachers may have left, and placements of schools that are
        // not locked may have been refused.
        for each in try await placements.training.refused(of: scope.teachers, in: transaction)
        where scope.schools.contains(each.wished.placement.urn) {
            batch.open(each.wished.placement, wish: each.wished.wish, after: TrainingBatch.Refusal(each), causedBy: nil)
        }
        try await placements.save(batch, in: transaction)
        return Outcome(opened: batch.training.count, affected: batch.affected, waiting: batch.reasons)
    }
}
