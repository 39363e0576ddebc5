import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// Tries again to open training that was refused, once what stood in the way may have been mended.
struct RetryRefusedTraining: Sendable {
    let placements: FollowPlacements

    /// What became of the placements that were refused.
    struct Outcome: Sendable {
        var opened = 0
        /// For the caller to project, together with what else it changed: numbers of documents are taken once, and last.
        var affected = Affected()
        /// How many placements go on waiting for each reason.
        var waiting: [TrainingRefusal: Int] = [:]
    }

    /// Schools and teachers whose training waits. Whoever retries locks the schools before it locks or changes anything
    /// else.
    func find(in transaction: Transaction) async throws -> Scope {
        let refused = try await placements.training.refused(in: transaction).map(\.wished.placement)
        return Scope(schools: Set(refused.map(\.urn)), teachers: Set(refused.map(\.trn)))
    }

    struct Scope: Hashable, Sendable {
        var schools: Set<URN>
        var teachers: Set<TRN>
    }

    /// - Parameter scope: its schools are locked.
    func callAsFunction(_ scope: Scope, in transaction: Transaction) async throws -> Outcome {
        guard !scope.teachers.isEmpty else { return Outcome() }
        try await placements.participants.lock(scope.teachers, in: transaction)
        var batch = try await placements.batch(
            trns: scope.teachers, urns: scope.schools, in: transaction)
        // Read again under the locks: some may have left in between, and others be refused that nobody has locked.
        for each in try await placements.training.refused(of: scope.teachers, in: transaction)
        where scope.schools.contains(each.wished.placement.urn) {
            batch.open(each.wished.placement, wish: each.wished.wish, after: each.code, causedBy: nil)
        }
        try await placements.save(batch, in: transaction)
        return Outcome(opened: batch.training.count, affected: batch.affected, waiting: batch.reasons)
    }
}
