import Crypto
import PartnershipsDomain
import Vocabulary

/// Tells whether a document differs from the stored one. `updated_at` follows from the answer, so it has no part in it.
enum ContentHash {
    private static let anyInstant = Instant(millisecondsSinceEpoch: 0)

    /// Whether lists show the school counts too: one that comes to be listed is news to whoever asks for updates.
    static func of(_ document: SchoolDocument, isListed: Bool) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: document.json(updatedAt: anyInstant))
        hash.update(data: [isListed ? 1 : 0])
        return Array(hash.finalize())
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
