package import Foundation

/// The id of one kind of thing, so that the id of a school cannot be used in place of a teacher's id.
///
/// Written as a lower-case UUID; read in either case.
package struct Identifier<Subject>: Hashable, Sendable {
    package let rawValue: UUID

    package init(_ uuid: UUID) {
        rawValue = uuid
    }

    package init?(parsing text: String) {
        guard let uuid = UUID(written: text) else { return nil }
        rawValue = uuid
    }
}

package typealias SchoolID = Identifier<IdentifiedSubject.School>
package typealias PlacementID = Identifier<IdentifiedSubject.Placement>
package typealias TeacherID = Identifier<IdentifiedSubject.Teacher>
package typealias AppropriateBodyID = Identifier<IdentifiedSubject.AppropriateBody>
package typealias LeadProviderID = Identifier<IdentifiedSubject.LeadProvider>
package typealias DeliveryPartnerID = Identifier<IdentifiedSubject.DeliveryPartner>
package typealias PartnershipID = Identifier<IdentifiedSubject.Partnership>
package typealias TrainingPeriodID = Identifier<IdentifiedSubject.TrainingPeriod>
package typealias AppointmentID = Identifier<IdentifiedSubject.Appointment>
package typealias MessageID = Identifier<IdentifiedSubject.Message>

/// The kinds of things that have an id.
///
/// These types have no values; they only keep ids apart.
package enum IdentifiedSubject {
    package enum School {}
    package enum Placement {}
    package enum Teacher {}
    package enum AppropriateBody {}
    package enum LeadProvider {}
    package enum DeliveryPartner {}
    package enum Partnership {}
    package enum TrainingPeriod {}
    package enum Appointment {}
    package enum Message {}
}

extension Identifier: Comparable {
    package static func < (one: Identifier, other: Identifier) -> Bool {
        one.rawValue < other.rawValue
    }
}

extension Identifier: CustomStringConvertible {
    package var description: String { rawValue.lowercase }
}

extension Identifier: WrittenAsText {
    package static var nameOfText: String { "a UUID" }

    package init?(written text: String) {
        self.init(parsing: text)
    }

    package var written: String { description }
}
