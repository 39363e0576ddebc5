import Events
import Messaging
import Postgres
import Vocabulary

/// Keeps the copy of what identity publishes of teachers.
struct CopyTeachers: Sendable {
    private let teachers = TeacherStore()

    func callAsFunction(_ received: [Received<TeacherUpdated>], _ transaction: Transaction) async throws {
        let latest = Dictionary(received.map { ($0.event.trn, $0.event) }, uniquingKeysWith: { $1 })
        try await teachers.save(Array(latest.values), in: transaction)
    }
}
