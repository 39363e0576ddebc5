package import Foundation
package import Vocabulary

/// Every link that GIAS holds for one establishment.
///
/// A link that is missing here no longer exists.
package struct EstablishmentLinksUpdated: Event, Hashable {
    package static let type: EventType = "gias.link.updated"
    package static let topic = Topic.giasLink

    package var urn: URN
    package var links: [EstablishmentLink]
    package var importID: UUID

    package var key: String { urn.rawValue }

    package init(
        urn: URN,
        links: [EstablishmentLink],
        importID: UUID
    ) {
        self.urn = urn
        self.links = links
        self.importID = importID
    }
}

/// A link to the establishment `urn`, as a predecessor, a successor or in another relation.
package struct EstablishmentLink: Hashable, Codable, Sendable {
    package var urn: URN
    /// The link type, verbatim as GIAS prints it.
    package var type: String
    package var establishedOn: CalendarDate?

    package init(urn: URN, type: String, establishedOn: CalendarDate? = nil) {
        self.urn = urn
        self.type = type
        self.establishedOn = establishedOn
    }
}
