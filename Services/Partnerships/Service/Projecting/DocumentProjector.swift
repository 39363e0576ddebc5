import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// A projector that updates stored documents to match the tables. It writes only documents whose bytes differ.
///
/// Callers hold the locks of the schools and the participants concerned; see the decision on locks.
struct DocumentProjector: Sendable {
    enum Mode: Sendable {
        case write
        /// Only counts what differs.
        case compare
    }

    let catalogue = CatalogueStore()
    let schools = SchoolStore()
    let participants = ParticipantStore()
    let training = TrainingStore()
    let partnerships = PartnershipStore()
    let documents = DocumentStore()
    let schoolDocuments = SchoolDocumentStore()
    let now: @Sendable () -> Date

    init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    var today: CalendarDate { .inLondon(at: now()) }

    /// Projects everything that may have changed, and returns how many documents did.
    @discardableResult
    func project(_ affected: Affected, mode: Mode = .write, in transaction: Transaction) async throws -> Int {
        var difference = DocumentStore.Difference()
        difference.append(try await participants(affected.participants, in: transaction))
        difference.append(try await partnerships(affected.partnerships, in: transaction))
        difference.append(try await deliveryPartners(affected.deliveryPartners, in: transaction))
        let changedSchools = try await schools(affected.schools, in: transaction)
        if mode == .write {
            // Numbers come last: from here to the commit, every other transaction that changes documents of the same
            // provider waits.
            var numbers = try await DocumentSequence(
                reserving: difference.owners + changedSchools.map(\.key.owner),
                hasSchools: !changedSchools.isEmpty || !affected.newContractPeriods.isEmpty, now: now, in: transaction)
            let listing = catalogue.listing(
                affected.newContractPeriods, at: numbers.updatedAt(of: DocumentSequence.everybody))
            try await transaction.execute(
                pipelined: documents.saving(difference, numberedFrom: &numbers)
                    + schoolDocuments.saving(changedSchools, numberedFrom: &numbers) + listing + numbers.keeping)
        }
        return difference.count + changedSchools.count
    }

    private func participants(
        _ trns: Set<TRN>, in transaction: Transaction
    ) async throws -> DocumentStore.Difference {
        guard !trns.isEmpty else { return .init() }
        let people = try await participants.load(trns, in: transaction)
        let histories = try await training.histories(of: Set(people.keys), in: transaction)
        let ids = Set(histories.values.flatMap { $0.training.compactMap(\.partnershipID) })
        let partners = Dictionary(
            uniqueKeysWithValues: try await partnerships.load(ids, in: transaction).map {
                ($0.id, $0.deliveryPartnerID)
            })
        let day = today
        let renderings = people.values.flatMap { person -> [Rendering] in
            guard let history = histories[person.trn] else { return [] }
            return history.confirmingLeadProviders.compactMap { provider in
                ParticipantDocument(
                    person, for: provider, history: history, deliveryPartners: partners, today: day
                ).map { Rendering($0, for: provider) }
            }
        }
        return try await documents.difference(
            of: renderings, from: .participant, ids: Set(people.values.map(\.id.rawValue)), in: transaction)
    }

    private func partnerships(
        _ ids: Set<PartnershipID>, in transaction: Transaction
    ) async throws -> DocumentStore.Difference {
        guard !ids.isEmpty else { return .init() }
        let found = try await partnerships.load(ids, in: transaction)
        let hosts = try await schools.load(Set(found.map(\.urn)), in: transaction)
        let names = try await catalogue.holdDeliveryPartnerNames(
            of: Set(found.map(\.deliveryPartnerID)), in: transaction)
        let attendance = try await training.attendance(ofPartnerships: ids, in: transaction)
        let day = today
        let renderings = found.compactMap { partnership -> Rendering? in
            guard let school = hosts[partnership.urn] else { return nil }
            return Rendering(
                PartnershipDocument(
                    partnership, schoolID: school.id, deliveryPartnerName: names[partnership.deliveryPartnerID] ?? "",
                    contact: school.contact, attendance: attendance[partnership.id] ?? [], today: day))
        }
        return try await documents.difference(
            of: renderings, from: .partnership, ids: Set(ids.map(\.rawValue)), in: transaction)
    }

    private func deliveryPartners(
        _ ids: Set<DeliveryPartnerID>, in transaction: Transaction
    ) async throws -> DocumentStore.Difference {
        guard !ids.isEmpty else { return .init() }
        let known = try await catalogue.deliveryPartners(ids, in: transaction)
        let renderings = try await catalogue.pairings(of: ids, in: transaction).compactMap {
            provider, id, years -> Rendering? in
            guard let partner = known[id] else { return nil }
            let document = DeliveryPartnerDocument(
                id: id, name: partner.name, cohorts: years.map(ContractPeriodYear.init(rawValue:)),
                createdAt: partner.createdAt)
            return Rendering(document, for: provider)
        }
        return try await documents.difference(
            of: renderings, from: .deliveryPartner, ids: Set(ids.map(\.rawValue)), in: transaction)
    }
}
