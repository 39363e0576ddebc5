import Events
import Foundation
import IdentityProof
import Messaging
import Postgres
import RegistrationDomain
import Vocabulary

/// Creates and publishes schools as GIAS changes: each establishment that may have a school gets one, and what its
/// users see of it is published when it changes.
struct FollowGIAS: Sendable {
    let outbox: Outbox
    let now: @Sendable () -> Date
    private let schools = SchoolStore()
    private let establishments = EstablishmentStore()

    init(outbox: Outbox, now: @escaping @Sendable () -> Date) {
        self.outbox = outbox
        self.now = now
    }

    func callAsFunction(_ received: [Received<EstablishmentUpdated>], _ transaction: Transaction) async throws {
        let latest = Dictionary(received.map { ($0.event.urn, $0) }, uniquingKeysWith: { $1 })
        let described = try latest.mapValues { try Establishment($0.event) }
        let urns = Set(latest.keys)
        try await schools.lock(urns, in: transaction)
        let before = try await schools.load(urns, in: transaction)
        try await establishments.save(latest.values.map(\.event), in: transaction)
        let new = latest.values.filter { received in
            before[received.event.urn]?.record == nil && described[received.event.urn]?.isImportable == true
        }
        try await schools.open(
            new.map { (SchoolID.ofURN($0.event.urn), $0.event.urn) }, at: Instant(now()), in: transaction)
        let after = try await schools.load(urns, in: transaction)
        let changed = after.compactMap { urn, entry -> OutboxEntry? in
            guard let record = entry.record else { return nil }
            let snapshot = SchoolUpdated(record)
            guard before[urn]?.record.map(SchoolUpdated.init) != snapshot else { return nil }
            return OutboxEntry(snapshot, causedBy: latest[urn]?.metadata)
        }
        try await outbox.append(changed, in: transaction)
    }
}

/// Keeps the copy of links from GIAS up to date. The consequences of a link are decided when schools are merged and
/// replaced.
struct FollowLinks: Sendable {
    private let establishments = EstablishmentStore()

    func callAsFunction(
        _ received: [Received<EstablishmentLinksUpdated>], _ transaction: Transaction
    ) async throws {
        let latest = Dictionary(received.map { ($0.event.urn, $0.event) }, uniquingKeysWith: { $1 })
        try await establishments.saveLinks(Array(latest.values), in: transaction)
    }
}

extension Establishment {
    /// - Throws: ``UnknownWord`` for a status that could mean open or closed, or a type that could be funded or not.
    init(_ event: EstablishmentUpdated) throws(UnknownWord) {
        let type = EstablishmentType(named: event.typeName)
        guard type != .unknown else {
            throw UnknownWord(field: "typeName", known: EstablishmentType.names.values.flatMap(\.self).sorted())
        }
        self.init(
            urn: event.urn, type: type,
            status: try event.status.understood(as: "status"), closedOn: event.closedOn,
            isSection41Approved: event.section41Approved)
    }
}

extension SchoolID {
    /// Returns the id of a school. It is derived from the URN under which the school first appeared, so that a rebuild
    /// gives the same id.
    static func ofURN(_ urn: URN) -> SchoolID {
        SchoolID(UUID(version5Namespace: namespace, name: "school \(urn.rawValue)"))
    }

    private static var namespace: UUID {
        UUID(uuid: (0x8D, 0x1C, 0x22, 0x0F, 0x6B, 0x3E, 0x4A, 0x55, 0x8E, 0x90, 0x41, 0x7D, 0xC6, 0x0A, 0x93, 0x1B))
    }
}
