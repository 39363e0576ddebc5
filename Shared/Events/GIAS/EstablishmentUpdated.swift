package import Foundation
package import Vocabulary

/// An establishment as GIAS describes it.
package struct EstablishmentUpdated: Event, Hashable {
    package static let type: EventType = "gias.establishment.updated"
    package static let topic = Topic.giasEstablishment

    package var urn: URN
    package var name: String
    package var typeName: String
    package var status: OpenWord<EstablishmentStatus>
    package var phaseName: String?
    package var localAuthorityCode: String?
    package var localAuthorityName: String?
    package var establishmentNumber: String?
    package var ukprn: String?
    package var openedOn: CalendarDate?
    package var closedOn: CalendarDate?
    package var address: PostalAddress
    package var website: String?
    package var primaryContactEmail: String?
    package var secondaryContactEmail: String?
    package var districtName: String?
    package var section41Approved: Bool
    package var importID: UUID

    package var key: String { urn.rawValue }

    package init(
        urn: URN,
        name: String,
        typeName: String,
        status: EstablishmentStatus,
        phaseName: String? = nil,
        localAuthorityCode: String? = nil,
        localAuthorityName: String? = nil,
        establishmentNumber: String? = nil,
        ukprn: String? = nil,
        openedOn: CalendarDate? = nil,
        closedOn: CalendarDate? = nil,
        address: PostalAddress,
        website: String? = nil,
        primaryContactEmail: String? = nil,
        secondaryContactEmail: String? = nil,
        districtName: String? = nil,
        section41Approved: Bool,
        importID: UUID
    ) {
        self.urn = urn
        self.name = name
        self.typeName = typeName
        self.status = .known(status)
        self.phaseName = phaseName
        self.localAuthorityCode = localAuthorityCode
        self.localAuthorityName = localAuthorityName
        self.establishmentNumber = establishmentNumber
        self.ukprn = ukprn
        self.openedOn = openedOn
        self.closedOn = closedOn
        self.address = address
        self.website = website
        self.primaryContactEmail = primaryContactEmail
        self.secondaryContactEmail = secondaryContactEmail
        self.districtName = districtName
        self.section41Approved = section41Approved
        self.importID = importID
    }
}

/// Where an establishment is.
///
/// Lines are in the order in which they are printed.
package struct PostalAddress: Hashable, Codable, Sendable {
    package var lines: [String]
    package var postcode: String?

    package init(lines: [String], postcode: String? = nil) {
        self.lines = lines
        self.postcode = postcode
    }
}
