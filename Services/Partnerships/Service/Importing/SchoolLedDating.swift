import PartnershipsDomain
import Postgres
import Vocabulary

/// School-led training that may belong to another contract period after an import has added or altered some.
struct SchoolLedDating: Sendable {
    private let changed: Set<ContractPeriodYear>
    private let projector: DocumentProjector

    init(of changes: CatalogueState.Changes, projector: DocumentProjector) {
        changed = changes.periods
        self.projector = projector
    }

    /// Returns the schools whose training may be affected.
    func schools(in transaction: Transaction) async throws -> Set<URN> {
        Set(try await candidates(in: transaction).map(\.urn))
    }

    /// Assigns the periods that are saved now to the training, and returns the schools where any training changed. All
    /// of them are locked.
    func callAsFunction(in transaction: Transaction) async throws -> Set<URN> {
        let found = try await candidates(in: transaction)
        guard !found.isEmpty else { return [] }
        let periods = ContractPeriods(try await projector.catalogue.contractPeriods(in: transaction))
        let dated = datingSchoolLed(found, in: periods)
        try await projector.training.saveContractPeriods(of: dated, in: transaction)
        return Set(dated.map(\.urn))
    }

    private func candidates(in transaction: Transaction) async throws -> [TrainingPeriod] {
        guard !changed.isEmpty else { return [] }
        return try await projector.training.schoolLed(inNoneOr: changed, in: transaction)
    }
}
