import Events
import Messaging
import Postgres
import RegistrationDomain
import Vocabulary

/// Keeps the copy of what identity publishes about teachers up to date, and removes corrections of names that now equal
/// the name in TRS.
struct CopyTeachers: Sendable {
    private let teachers = TeacherStore()
    private let placements = PlacementStore()

    func callAsFunction(_ received: [Received<TeacherUpdated>], _ transaction: Transaction) async throws {
        let latest = Dictionary(received.map { ($0.event.trn, $0.event) }, uniquingKeysWith: { $1 })
        try await teachers.save(Array(latest.values), in: transaction)
        try await dropNeedlessCorrections(latest.compactMapValues(\.facts), in: transaction)
    }

    private func dropNeedlessCorrections(_ facts: [TRN: TeacherFacts], in transaction: Transaction) async throws {
        let corrections = try await placements.lockCorrectedNames(of: Set(facts.keys), in: transaction)
        let needless = corrections.filter { trn, correction in
            facts[trn].map { TeacherName($0).agrees(with: correction) } ?? false
        }
        try await placements.saveCorrectedNames(needless.mapValues { _ in nil }, in: transaction)
    }
}
