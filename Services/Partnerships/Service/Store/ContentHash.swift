import Crypto
import PartnershipsDomain
import Vocabulary

/// Tells whether a document differs from the stored one. `updated_at` follows from the answer, so it has no part in it.
enum ContentHash {
    private static let anyInstant = Instant(millisecondsSinceEpoch: 0)

    static func of(_ document: some Document) -> [UInt8] {
        Array(SHA256.hash(data: document.json(updatedAt: anyInstant)))
    }

    /// Filters count too: a list would go wrong if they changed and the row did not.
    static func of(_ rendering: Rendering) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: rendering.document.json(updatedAt: anyInstant))
        hash.update(data: Array(rendering.filters.utf8))
        return Array(hash.finalize())
    }
}

extension Rendering {
    var cohortsText: String { "{\(cohorts.map(\.description).joined(separator: ","))}" }

    var statusesText: String { "{\(trainingStatuses.map(\.rawValue).sorted().joined(separator: ","))}" }

    fileprivate var filters: String {
        [cohortsText, statusesText, deliveryPartnerID?.description ?? ""].joined(separator: "|")
    }
}
