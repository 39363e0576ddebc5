import Events
import Foundation
import Messaging
import Postgres
import RegistrationDomain
import Vocabulary

/// The facts that a batch of registrations depends on, and what the batch has decided so far.
struct RegistrationBatch {
    private(set) var events: [OutboxEntry] = []
    private(set) var conclusions: [CommandDesk.Conclusion] = []

    private let schoolStore = SchoolStore()
    private let placementStore = PlacementStore()
    private let correctionStore = NameCorrectionStore()
    private let moment: Date
    private let today: CalendarDate
    private let closures: RegistrationClosures
    private let schools: [URN: SchoolEntry]
    private let urns: [SchoolID: URN]
    private let bodies: [AppropriateBodyID: AppropriateBodyEntry]
    private let catalogue: Catalogue
    private var placements: [TRN: [PlacementRecord]]
    private var correctedNames: [TRN: PersonName]
    private var holders: [String: Set<TRN>]

    private var changed: [PlacementID: PlacementRecord] = [:]
    private var opened: [Placement] = []
    private var newNames: [TRN: PersonName?] = [:]
    private var corrections: [(event: ECTNameCorrected, commandID: String)] = []

    init(
        _ commands: [RegisterTeachers.Command], closures: RegistrationClosures, at moment: Date,
        in transaction: Transaction
    ) async throws {
        self.moment = moment
        self.closures = closures
        today = CalendarDate.inLondon(at: moment)
        // A row is created only for teachers whose identity a school proved.
        let proved = Set(commands.filter(\.check.isProved).compactMap(\.draft.trn))
        try await placementStore.lock(proved, in: transaction)
        let histories = try await placementStore.load(proved, in: transaction)
        placements = histories.placements
        correctedNames = histories.correctedNames
        holders = try await placementStore.holders(
            of: Set(commands.compactMap(\.draft.emailAddress?.folded)), in: transaction)
        schools = try await schoolStore.load(Set(commands.compactMap(\.draft.urn)), in: transaction)
        urns = try await Self.urns(of: placements, and: schools, in: transaction)
        let catalogueStore = CatalogueStore()
        bodies = try await catalogueStore.appropriateBodies(
            Set(commands.compactMap(\.draft.appropriateBodyID)), in: transaction)
        catalogue = try await catalogueStore.load(at: moment, in: transaction)
    }

    /// Returns the URNs of all schools involved. Events name schools by URN, and a teacher may come from a school that
    /// no command names.
    private static func urns(
        of placements: [TRN: [PlacementRecord]], and schools: [URN: SchoolEntry], in transaction: Transaction
    ) async throws -> [SchoolID: URN] {
        let pairs = schools.values.compactMap { $0.record.map { ($0.school.id, $0.school.urn) } }
        var known = Dictionary(pairs, uniquingKeysWith: { $1 })
        let missing = Set(placements.values.joined().map(\.placement.schoolID)).subtracting(known.keys)
        guard !missing.isEmpty else { return known }
        known.merge(try await SchoolStore().urns(of: missing, in: transaction)) { $1 }
        return known
    }

    mutating func decide(_ command: RegisterTeachers.Command) throws {
        let draft = command.draft
        let situation = RegistrationSituation(
            school: draft.urn.map { schools[$0]?.standing ?? .unknown },
            appropriateBody: draft.appropriateBodyID.flatMap { bodies[$0] }, catalogue: catalogue,
            placements: draft.trn.flatMap { placements[$0] }?.map(\.placement) ?? [],
            correctedName: draft.trn.flatMap { correctedNames[$0] },
            emailAddressHolders: draft.emailAddress.flatMap { holders[$0.folded] } ?? [], identity: command.check,
            closures: closures)
        switch registering(draft, as: PlacementID(UUID.version7()), in: situation, on: today) {
        case .refused(let reasons):
            conclusions.append(.init(command: command.incoming, verdict: .refused(reasons)))
        case .registered(let registration):
            try take(registration, command)
        }
    }

    private mutating func take(_ registration: Registration, _ command: RegisterTeachers.Command) throws {
        let placement = registration.placement
        if let closed = registration.closed { try close(closed, because: registration, command.incoming) }
        let record = PlacementRecord(
            placement: placement, displayName: registration.displayName, registeredAt: Instant(moment))
        placements[placement.trn, default: []].append(record)
        changed[placement.id] = record
        opened.append(placement)
        newNames[placement.trn] = registration.correctedName
        correctedNames[placement.trn] = registration.correctedName
        holders[registration.emailAddress.folded, default: []].insert(placement.trn)
        tell(of: registration, command.incoming)
        conclusions.append(
            .init(
                command: command.incoming,
                verdict: .accepted(
                    urn: registration.school.urn, trn: placement.trn, placementID: placement.id)))
    }

    private mutating func tell(of registration: Registration, _ command: CommandDesk.Incoming) {
        let (moment, requestedBy) = (Instant(moment), command.requestedBy)
        let registered = ECTRegistered(registration, at: moment, requestedBy: requestedBy)
        events.append(OutboxEntry(registered, causedBy: command.metadata))
        if let change = registration.nameChange {
            let event = ECTNameCorrected(change, by: registration, at: moment, requestedBy: requestedBy)
            events.append(OutboxEntry(event, causedBy: command.metadata))
            corrections.append((event, command.id))
        }
    }

    /// - Throws: `Poison` if the placement or its school was not loaded, because the placement would then end without
    ///   an event.
    private mutating func close(
        _ closed: ClosedPlacement, because registration: Registration, _ command: CommandDesk.Incoming
    ) throws {
        let placement = closed.placement
        guard let index = placements[placement.trn]?.firstIndex(where: { $0.placement.id == placement.id }),
            let urn = urns[placement.schoolID]
        else { throw Poison("placement \(placement.id) is to be closed, but it or its school was not loaded") }
        placements[placement.trn]?[index].placement = placement
        changed[placement.id] = placements[placement.trn]?[index]
        if let address = placement.emailAddress { holders[address.folded]?.remove(placement.trn) }
        let event = ECTLeftSchool(
            placementID: placement.id, trn: placement.trn, urn: urn, leftOn: closed.lastDay,
            cause: placement.schoolID == registration.school.id ? .registeredAgain : .registeredElsewhere,
            requestedBy: command.requestedBy)
        events.append(OutboxEntry(event, causedBy: command.metadata))
    }

    func save(in transaction: Transaction) async throws {
        try await placementStore.save(Array(changed.values), in: transaction)
        try await placementStore.saveCorrectedNames(newNames, in: transaction)
        try await correctionStore.save(corrections, in: transaction)
        try await schoolStore.saveLastChoices(opened, in: transaction)
    }
}
