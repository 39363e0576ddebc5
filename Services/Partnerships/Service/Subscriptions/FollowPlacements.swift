import Events
import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// A handler that gives a registered teacher a training period, confirmed at once if there is a partnership for it, and
/// ends the training of a teacher who leaves.
///
/// The rows of the schools are locked before partnerships are read. A transaction that creates a partnership locks the
/// same rows before it reads which teachers wait. Of two that run at the same time, the second therefore sees the
/// first.
///
/// Registrations and departures form one batch, in whatever order they alternate. A teacher who moves causes a
/// departure and a registration, and handling each event on its own would take thousands of statements for a batch of
/// moves.
struct FollowPlacements: Sendable {
    let schools = SchoolStore()
    let participants = ParticipantStore()
    let training = TrainingStore()
    let partnerships = PartnershipStore()
    let catalogue = CatalogueStore()
    let projector: DocumentProjector
    let outbox: Outbox
    let now: @Sendable () -> Date

    func callAsFunction(
        _ events: [(value: PlacementEvent, metadata: EventMetadata)], _ transaction: Transaction
    ) async throws {
        var batch = try await locked(events.map { $0.value }, in: transaction)
        for (event, cause) in events {
            switch event {
            case .registered(let event):
                batch.register(Placement(event), wish: try TrainingWish(event.training), causedBy: cause)
            case .left(let event):
                try batch.leave(event, causedBy: cause)
            }
        }
        try await save(batch, in: transaction)
        try await projector.project(batch.affected, in: transaction)
    }

    /// Locks everything that the events concern, and reads everything that their consequences depend on.
    private func locked(_ events: [PlacementEvent], in transaction: Transaction) async throws -> TrainingBatch {
        let registrations = events.compactMap(\.registration)
        let leavers = Set(events.compactMap(\.departure).map(\.trn))
        let teachers = Set(events.map(\.trn))
        // Once other training has ended, there may be room for training that overlapped it, including at other schools.
        let waiting = try await training.refused(of: leavers, in: transaction).map(\.wished.placement.urn)
        let urns = Set(events.map(\.urn)).union(waiting)
        try await schools.add(
            Dictionary(registrations.map { ($0.urn, $0.schoolID) }, uniquingKeysWith: { $1 }), at: Instant(now()),
            in: transaction)
        try await schools.lock(urns, in: transaction)
        try await participants.lockRecords(of: Set(registrations.map(\.trn)), in: transaction)
        // Teachers who are known already are locked in one order. The rows of newcomers belong to no other transaction
        // yet.
        try await participants.lock(teachers, in: transaction)
        try await participants.register(newcomers(registrations), in: transaction)
        return try await batch(trns: teachers, urns: urns, leavers: leavers, in: transaction)
    }

    private func newcomers(_ events: [ECTRegistered]) -> [ParticipantStore.Newcomer] {
        Dictionary(grouping: events, by: \.trn).values.compactMap { ofOne in
            ofOne.last.map { last in
                ParticipantStore.Newcomer(
                    trn: last.trn, name: last.name, correctedName: last.correctedName,
                    registeredAt: ofOne.map(\.registeredAt).min() ?? last.registeredAt)
            }
        }
    }

    /// Reads everything that the training at these schools and of these teachers depends on.
    ///
    /// - Parameter leavers: the teachers whose departures may allow refused training to begin.
    func batch(
        trns: Set<TRN>, urns: Set<URN>, leavers: Set<TRN> = [], in transaction: Transaction
    ) async throws -> TrainingBatch {
        // The names are held before the catalogue is read: an import that removes the cause of a refusal then finds
        // that refusal.
        let providers = try await catalogue.holdLeadProviderNames(in: transaction)
        let known = try await catalogue.load(in: transaction)
        let found = try await partnerships.atSchools(urns, in: transaction)
        let partners = try await catalogue.holdDeliveryPartnerNames(
            of: Set(found.map(\.deliveryPartnerID)), in: transaction)
        // Read again under the locks: placements of schools that are not locked may have been refused in the meantime.
        let refused = try await training.refused(of: leavers, in: transaction)
            .filter { urns.contains($0.wished.placement.urn) }
        return TrainingBatch(
            histories: try await training.histories(of: trns, in: transaction),
            people: try await participants.load(trns, in: transaction), refused: refused,
            partnerships: Dictionary(grouping: found, by: \.urn), catalogue: known,
            words: EventVocabulary(
                leadProviders: providers, deliveryPartners: partners,
                partnerships: Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })),
            today: .inLondon(at: now()))
    }

    /// Writes everything except documents. Training that ended is written first: a teacher never has more than one open
    /// training period.
    func save(_ batch: TrainingBatch, in transaction: Transaction) async throws {
        try await training.cancel(batch.cancelled, in: transaction)
        try await training.finish(batch.finished, in: transaction)
        try await training.finish(batch.left, in: transaction)
        try await training.insert(batch.placements, in: transaction)
        try await training.insert(batch.training, in: transaction)
        try await training.clearRefusals(of: batch.opened, in: transaction)
        try await training.saveRefusals(batch.refusals, at: Instant(now()), in: transaction)
        try await participants.save(batch.changedPeople.compactMap { batch.people[$0] }, in: transaction)
        try await outbox.append(batch.entries, in: transaction)
    }
}

extension Placement {
    init(_ event: ECTRegistered) {
        self.init(
            id: event.placementID, trn: event.trn, urn: event.urn, startedOn: event.startedOn,
            emailAddress: event.emailAddress, workingPattern: event.workingPattern, registeredAt: event.registeredAt)
    }
}

extension TrainingWish {
    /// Creates the wish from the choice in an event.
    ///
    /// - Throws: ``UnknownWord`` for a programme that is neither; otherwise training of the wrong kind would be paid
    ///   for.
    init(_ choice: TrainingChoice) throws(UnknownWord) {
        self =
            switch try choice.programme.understood(as: "training.programme") {
            case .schoolLed: .schoolLed
            case .providerLed: .providerLed(by: choice.leadProviderID)
            }
    }
}
