package import Vocabulary

/// A partnership as its lead provider sees it.
package struct PartnershipDocument: Document, Hashable {
    package static let resource = Resource.partnership

    /// The number of teachers who are trained from one day to another. A school may have hundreds of teachers, but they
    /// share a few different days.
    package struct Attendance: Hashable, Sendable {
        package var period: DatePeriod
        package var count: Int

        package init(_ period: DatePeriod, count: Int) {
            self.period = period
            self.count = count
        }
    }

    package var partnership: Partnership
    package var schoolID: SchoolID
    package var deliveryPartnerName: String
    package var contact: SchoolContact
    package var participantsCurrentlyTraining: Int
    package var dueOn: CalendarDate?

    package init(
        _ partnership: Partnership,
        schoolID: SchoolID,
        deliveryPartnerName: String,
        contact: SchoolContact,
        attendance: [Attendance],
        today: CalendarDate
    ) {
        self.partnership = partnership
        self.schoolID = schoolID
        self.deliveryPartnerName = deliveryPartnerName
        self.contact = contact
        participantsCurrentlyTraining = attendance.filter { $0.period.contains(today) }.reduce(0) { $0 + $1.count }
        dueOn = attendance.flatMap { [$0.period.startedOn, $0.period.finishedOn?.adding(days: 1)] }.compactMap(\.self)
            .filter { $0 > today }.min()
    }

    package var createdAt: Instant { partnership.createdAt }

    package func json(updatedAt: Instant) -> [UInt8] {
        JSONText.resource(id: partnership.id.description, type: "partnership") { attributes in
            attributes.member("cohort", partnership.contractPeriod.description)
            attributes.member("urn", partnership.urn.rawValue)
            attributes.member("school_id", schoolID.description)
            attributes.member("delivery_partner_id", partnership.deliveryPartnerID.description)
            attributes.member("delivery_partner_name", deliveryPartnerName)
            attributes.member("induction_tutor_name", contact.name)
            attributes.member("induction_tutor_email", contact.email)
            attributes.member("participants_currently_training", participantsCurrentlyTraining)
            attributes.member("created_at", createdAt)
            attributes.member("updated_at", updatedAt)
        }
    }
}
