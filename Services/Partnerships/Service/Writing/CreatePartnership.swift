import Events
import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// A lead provider's confirmation that it trains at a school, and with that of every teacher of the school who waited
/// for it.
struct CreatePartnership: Sendable {
    let writing: PartnershipWriting

    /// Creates a partnership.
    ///
    /// - Returns: the document of the new partnership.
    /// - Throws: ``AttributeErrors`` with every reason against the partnership.
    func callAsFunction(_ request: PartnershipRequest, by leadProviderID: LeadProviderID) async throws -> [UInt8] {
        let id = PartnershipID(UUID.version7())
        return try await writing.database.transaction { transaction in
            let circumstances = try await circumstances(of: request, by: leadProviderID, in: transaction)
            let partnership = try creatingPartnership(
                request, by: leadProviderID, under: circumstances, id: id, at: Instant(writing.now()))
            try await writing.partnerships.insert(partnership, in: transaction)
            let confirmed = try await confirm(by: partnership, in: transaction)
            try await publish(partnership, confirmed, in: transaction)
            var affected = Affected(schools: [partnership.urn], partnerships: [partnership.id])
            for period in confirmed { affected.formUnion(with: period) }
            try await writing.projector.project(affected, in: transaction)
            return try await writing.document(of: partnership, in: transaction)
        }
    }

    private func circumstances(
        of request: PartnershipRequest, by leadProviderID: LeadProviderID, in transaction: Transaction
    ) async throws -> PartnershipCircumstances {
        var found = PartnershipCircumstances(
            contractPeriod: nil, school: nil, deliveryPartnerExists: false, isPaired: false)
        if let id = request.schoolID.value, let school = try await writing.schools.lock(id, in: transaction) {
            found.school = try await describe(school, in: request.cohort.value, for: leadProviderID, transaction)
        }
        if let year = request.cohort.value {
            found.contractPeriod = try await writing.catalogue.contractPeriods(in: transaction).first {
                $0.year == year
            }
        }
        if let partner = request.deliveryPartnerID.value {
            found.deliveryPartnerExists = try await writing.catalogue.isKnown(partner, in: transaction)
            if let year = request.cohort.value {
                found.isPaired = try await writing.catalogue.isPaired(
                    leadProviderID, with: partner, in: year, transaction: transaction)
            }
        }
        return found
    }

    /// Describes the school as the rules need it.
    ///
    /// - Parameter school: the school, which is locked.
    private func describe(
        _ school: SchoolStore.School, in year: ContractPeriodYear?, for leadProviderID: LeadProviderID,
        _ transaction: Transaction
    ) async throws -> PartnershipCircumstances.School {
        let present = try await writing.partnerships.atSchools([school.urn], in: transaction)
        let ways = try await writing.training.ways(atSchools: [school.urn], in: transaction)[school.urn] ?? []
        return PartnershipCircumstances.School(
            urn: school.urn, isEligible: school.isEligible,
            isPartneredAlready: present.contains {
                $0.leadProviderID == leadProviderID && $0.contractPeriod == year
            },
            programmeChoice: year.map { ProgrammeChoice(of: ways, in: $0) } ?? .notYetKnown)
    }

    private func confirm(
        by partnership: Partnership, in transaction: Transaction
    ) async throws -> [TrainingPeriod] {
        let atSchool = try await writing.training.training(atSchools: [partnership.urn], in: transaction)
        let confirmed = confirmingTraining(atSchool, by: partnership).inEventOrder
        try await writing.participants.lock(Set(confirmed.map(\.trn)), in: transaction)
        try await writing.training.confirm(confirmed, in: transaction)
        return confirmed
    }

    private func publish(
        _ partnership: Partnership, _ confirmed: [TrainingPeriod], in transaction: Transaction
    ) async throws {
        let all = try await writing.partnerships.atSchools([partnership.urn], in: transaction)
        let words = try await writing.words(for: all, in: transaction)
        let events: [any Event] = [SchoolPartnershipsUpdated(all, at: partnership.urn, in: words)]
        try await writing.outbox.append(events + confirmed.map { $0.begun(in: words) }, in: transaction)
    }
}
