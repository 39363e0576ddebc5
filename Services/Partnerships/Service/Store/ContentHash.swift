import Crypto
import PartnershipsDomain
import Vocabulary

/// The hashes that show whether a document differs from the stored one. They exclude `updated_at`, which depends on
/// that comparison.
enum ContentHash {
    private static let anyInstant = Instant(millisecondsSinceEpoch: 0)

    /// Returns the hash of a document of a school. It includes whether lists show the school: a school that comes to be
    /// listed is a change for a provider that asks for updates.
    static func of(_ document: SchoolDocument, isListed: Bool) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: document.json(updatedAt: anyInstant))
        hash.update(data: [isListed ? 1 : 0])
        return Array(hash.finalize())
    }

    /// Returns the hash of a rendering. It includes the filters: lists would be wrong if the filters changed and the
    /// row did not.
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
