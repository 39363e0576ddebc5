import Events
import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// A registered teacher is given a training period, at once confirmed where there is a partnership for it.
///
/// The rows of the schools are locked before partnerships are read, and whoever creates a partnership locks the same rows
/// before it reads who waits: of two that happen at once, the second sees the first.
struct OpenTrainingOnRegistration: Sendable {
    let schools = SchoolStore()
    let participants = ParticipantStore()
    let training = TrainingStore()
    let partnerships = PartnershipStore()
    let catalogue = CatalogueStore()
    let projector: DocumentProjector
    let outbox: Outbox
    let now: @Sendable () -> Date

    func callAsFunction(_ registrations: [Received<ECTRegistered>], _ transaction: Transaction) async throws {
        let events = registrations.map(\.event)
        try await lock(events, in: transaction)
        var batch = try await openingBatch(
            trns: Set(events.map(\.trn)), urns: Set(events.map(\.urn)), in: transaction)
        for registration in registrations {
            let event = registration.event
            batch.register(Placement(event), wish: try TrainingWish(event.training), causedBy: registration.metadata)
        }
        try await save(batch, in: transaction)
        try await projector.project(batch.affected, in: transaction)
    }

    private func lock(_ events: [ECTRegistered], in transaction: Transaction) async throws {
        let newcomers = Dictionary(grouping: events, by: \.trn).values.compactMap { ofOne in
            ofOne.last.map { last in
                ParticipantStore.Newcomer(
                    trn: last.trn, name: last.name, correctedName: last.correctedName,
                    registeredAt: ofOne.map(\.registeredAt).min() ?? last.registeredAt)
            }
        }
        try await schools.lock(
            Dictionary(events.map { ($0.urn, $0.schoolID) }, uniquingKeysWith: { $1 }), at: Instant(now()),
            in: transaction)
        try await participants.lockRecords(of: Set(newcomers.map(\.trn)), in: transaction)
        try await participants.register(newcomers, in: transaction)
    }

    /// Everything that training at these schools and of these teachers follows from.
    func openingBatch(
        trns: Set<TRN>, urns: Set<URN>, in transaction: Transaction
    ) async throws -> OpeningBatch {
        // Held before the catalogue is read: whoever is refused by it is there when an import mends it.
        let providers = try await catalogue.holdLeadProviderNames(in: transaction)
        let known = try await catalogue.load(in: transaction)
        let found = try await partnerships.atSchools(urns, in: transaction)
        let partners = try await catalogue.holdDeliveryPartnerNames(
            of: Set(found.map(\.deliveryPartnerID)), in: transaction)
        return OpeningBatch(
            histories: try await training.histories(of: trns, in: transaction),
            people: try await participants.load(trns, in: transaction),
            partnerships: Dictionary(grouping: found, by: \.urn), catalogue: known,
            words: EventVocabulary(
                leadProviders: providers, deliveryPartners: partners,
                partnerships: Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })),
            today: .inLondon(at: now()))
    }

    /// Writes everything but documents.
    func save(_ batch: OpeningBatch, in transaction: Transaction) async throws {
        try await training.insert(batch.placements, in: transaction)
        try await training.insert(batch.training, in: transaction)
        try await training.clearRefusals(of: batch.training.map(\.placementID), in: transaction)
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
    /// - Throws: ``UnknownWord`` for a programme that is neither: training of the wrong kind is paid for.
    init(_ choice: TrainingChoice) throws(UnknownWord) {
        self =
            switch try choice.programme.understood(as: "training.programme") {
            case .schoolLed: .schoolLed
            case .providerLed: .providerLed(by: choice.leadProviderID)
            }
    }
}
