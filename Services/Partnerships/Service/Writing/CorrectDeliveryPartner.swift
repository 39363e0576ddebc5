import Events
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// A lead provider's correction of the delivery partner with which it trains at a school. The teachers who are trained
/// there follow.
struct CorrectDeliveryPartner: Sendable {
    let writing: PartnershipWriting

    /// Returns whether the lead provider has the partnership.
    func isOwn(_ id: PartnershipID, of leadProviderID: LeadProviderID) async throws -> Bool {
        try await writing.database.transaction { transaction in
            try await writing.partnerships.load([id], in: transaction).first?.leadProviderID == leadProviderID
        }
    }

    /// Corrects the delivery partner of a partnership.
    ///
    /// - Returns: the document of the partnership; nil if the lead provider has no partnership with this id.
    /// - Throws: ``AttributeErrors`` with every reason against the correction.
    func callAsFunction(
        _ id: PartnershipID, to requested: PartnershipRequest.Given<DeliveryPartnerID>,
        by leadProviderID: LeadProviderID
    ) async throws -> [UInt8]? {
        try await writing.database.transaction { transaction in
            guard let partnership = try await lock(id, of: leadProviderID, in: transaction) else { return nil }
            let atSchool = try await writing.partnerships.atSchools([partnership.urn], in: transaction)
            let changed = try changingDeliveryPartner(
                of: partnership, to: requested,
                under: try await circumstances(of: requested, for: partnership, among: atSchool, in: transaction))
            try await writing.partnerships.saveDeliveryPartner(of: changed, in: transaction)
            let trained = try await writing.training.training(ofPartnerships: [id], in: transaction)
            let trns = Set(trained.map(\.trn))
            try await writing.participants.lock(trns, in: transaction)
            try await publish(
                changed, with: trained, among: atSchool.map { $0.id == id ? changed : $0 }, in: transaction)
            try await writing.projector.project(
                Affected(participants: trns, partnerships: [id]), in: transaction)
            return try await writing.document(of: changed, in: transaction)
        }
    }

    /// Locks the school of the partnership, which never changes, and reads the partnership again: its partner may have
    /// changed.
    private func lock(
        _ id: PartnershipID, of leadProviderID: LeadProviderID, in transaction: Transaction
    ) async throws -> Partnership? {
        guard let found = try await writing.partnerships.load([id], in: transaction).first,
            found.leadProviderID == leadProviderID
        else { return nil }
        try await writing.schools.lock([found.urn], in: transaction)
        return try await writing.partnerships.load([id], in: transaction).first
    }

    /// Publishes the change. The training in the partnership is confirmed again, so that the school is shown the right
    /// delivery partner.
    private func publish(
        _ changed: Partnership, with trained: [TrainingPeriod], among all: [Partnership], in transaction: Transaction
    ) async throws {
        let words = try await writing.words(for: all, in: transaction)
        let updated: [any Event] = [SchoolPartnershipsUpdated(all, at: changed.urn, in: words)]
        try await writing.outbox.append(updated + trained.inEventOrder.map { $0.begun(in: words) }, in: transaction)
    }

    private func circumstances(
        of requested: PartnershipRequest.Given<DeliveryPartnerID>, for partnership: Partnership,
        among atSchool: [Partnership], in transaction: Transaction
    ) async throws -> DeliveryPartnerCircumstances {
        guard let partner = requested.value else {
            return DeliveryPartnerCircumstances(exists: false, isPaired: false, isTaken: false)
        }
        return DeliveryPartnerCircumstances(
            exists: try await writing.catalogue.isKnown(partner, in: transaction),
            isPaired: try await writing.catalogue.isPaired(
                partnership.leadProviderID, with: partner, in: partnership.contractPeriod, transaction: transaction),
            isTaken: atSchool.contains {
                $0.leadProviderID == partnership.leadProviderID && $0.contractPeriod == partnership.contractPeriod
                    && $0.deliveryPartnerID == partner
            })
    }
}
