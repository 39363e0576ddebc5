import PartnershipsDomain
import Postgres
import Vocabulary

/// Training that schools lead, and that may belong to another contract period once an import has brought or altered some.
struct SchoolLedDating: Sendable {
    private let changed: Set<ContractPeriodYear>
    private let projector: DocumentProjector

    init(of changes: CatalogueState.Changes, projector: DocumentProjector) {
        changed = changes.periods
        self.projector = projector
    }

    /// Schools whose training it may be.
    func schools(in transaction: Transaction) async throws -> Set<URN> {
        Set(try await candidates(in: transaction).map(\.urn))
    }

    /// Gives training the periods that are saved now, and answers the schools where there was any. All are locked.
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
