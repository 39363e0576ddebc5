import PartnershipsDomain
import Postgres
import Vocabulary

extension DocumentProjector {
    /// Returns the documents of schools that differ from what is stored, on all three levels.
    ///
    /// A level that was written once stays, so that its `updated_at` never goes back when the reason for the level is
    /// gone.
    func schools(
        _ urns: Set<URN>, in transaction: Transaction
    ) async throws -> [SchoolDocumentStore.Rendering] {
        guard !urns.isEmpty else { return [] }
        let known = try await schools.load(urns, in: transaction)
        let stored = try await schoolDocuments.hashes(of: urns, in: transaction)
        let trained = try await training.ways(atSchools: urns, in: transaction)
        let partnered = Dictionary(
            grouping: try await partnerships.atSchools(urns, in: transaction), by: \.urn)
        let storedBySchool = Dictionary(grouping: stored.keys, by: \.urn)
        return known.values.flatMap { school -> [SchoolDocumentStore.Rendering] in
            guard let name = school.name else { return [] }
            let situation = SchoolSituation(
                general: SchoolDocument(
                    id: school.id, urn: school.urn, name: name, cohort: .any, contact: school.contact,
                    createdAt: school.createdAt),
                isEligible: school.isEligible, training: trained[school.urn] ?? [],
                partnerships: partnered[school.urn] ?? [])
            return situation.renderings(keeping: storedBySchool[school.urn] ?? [])
                .filter { stored[$0.key] != $0.hash }
        }
    }
}

/// One school with everything that its documents are derived from.
private struct SchoolSituation {
    var general: SchoolDocument
    var isEligible: Bool
    var training: [SchoolTraining]
    var partnerships: [Partnership]

    func renderings(keeping stored: [SchoolDocumentStore.Key]) -> [SchoolDocumentStore.Rendering] {
        var years = Set(training.compactMap(\.year)).union(partnerships.map(\.contractPeriod))
        years.formUnion(stored.compactMap(\.contractPeriod))
        return [SchoolDocumentStore.Rendering(general, isListed: isEligible)]
            + years.flatMap { renderings(in: $0, keeping: stored) }
    }

    private func renderings(
        in year: ContractPeriodYear, keeping stored: [SchoolDocumentStore.Key]
    ) -> [SchoolDocumentStore.Rendering] {
        var document = general
        document.cohort = .year(year)
        document.isInPartnership = partnerships.contains { $0.contractPeriod == year }
        document.programmeChoice = ProgrammeChoice(of: training, in: year)
        let isListed = isEligible || document.isInPartnership
        let expected = Set(training.filter { $0.year == year }.compactMap(\.leadProviderID))
        let once = Set(stored.filter { $0.contractPeriod == year }.compactMap(\.leadProviderID))
        let own = expected.union(once).map { provider in
            var own = document
            own.isInterestExpressed = expected.contains(provider)
            return SchoolDocumentStore.Rendering(own, isListed: isListed, for: provider)
        }
        return [SchoolDocumentStore.Rendering(document, isListed: isListed)] + own
    }
}
