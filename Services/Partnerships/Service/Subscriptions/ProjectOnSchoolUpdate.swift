import Events
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// A handler that updates what lead providers see of a school from its snapshots.
struct ProjectOnSchoolUpdate: Sendable {
    let schools = SchoolStore()
    let partnerships = PartnershipStore()
    let projector: DocumentProjector

    func callAsFunction(_ updates: [Received<SchoolUpdated>], _ transaction: Transaction) async throws {
        // Of several snapshots of a school in a batch, only the last one matters.
        let latest = Dictionary(updates.map { ($0.event.urn, $0.event) }, uniquingKeysWith: { $1 })
        try await schools.save(Array(latest.values), in: transaction)
        let found = try await partnerships.atSchools(Set(latest.keys), in: transaction)
        let affected = Affected(schools: Set(latest.keys), partnerships: Set(found.map(\.id)))
        try await projector.project(affected, in: transaction)
    }
}
