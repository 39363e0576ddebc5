package import Vocabulary

/// A school in a contract period, either for every lead provider or for one that the school expects.
package struct SchoolDocument: Document, Hashable {
    package static let resource = Resource.school

    /// The contract period, or the form that applies to every contract period in which nothing has happened.
    package enum Cohort: Hashable, Sendable {
        case any
        case year(ContractPeriodYear)
    }

    package var id: SchoolID
    package var urn: URN
    package var name: String
    package var cohort: Cohort
    package var isInPartnership: Bool
    package var programmeChoice: ProgrammeChoice
    /// Whether the school expects the lead provider that the document is for. Only then does the document show the
    /// tutor.
    package var isInterestExpressed: Bool
    package var contact: SchoolContact
    package var createdAt: Instant

    package init(
        id: SchoolID, urn: URN, name: String, cohort: Cohort, isInPartnership: Bool = false,
        programmeChoice: ProgrammeChoice = .notYetKnown, isInterestExpressed: Bool = false, contact: SchoolContact,
        createdAt: Instant
    ) {
        self.id = id
        self.urn = urn
        self.name = name
        self.cohort = cohort
        self.isInPartnership = isInPartnership
        self.programmeChoice = programmeChoice
        self.isInterestExpressed = isInterestExpressed
        self.contact = contact
        self.createdAt = createdAt
    }

    package var dueOn: CalendarDate? { nil }

    package func json(updatedAt: Instant) -> [UInt8] {
        JSONText.resource(id: id.description, type: "school") { attributes in
            attributes.member("name", name)
            attributes.member("urn", urn.rawValue)
            attributes.member("cohort", cohortText)
            attributes.member("in_partnership", isInPartnership)
            attributes.member("induction_programme_choice", programmeChoice.rawValue)
            attributes.member("expression_of_interest", isInterestExpressed)
            attributes.member("induction_tutor_name", isInterestExpressed ? contact.name : nil)
            attributes.member("induction_tutor_email", isInterestExpressed ? contact.email : nil)
            attributes.member("created_at", createdAt)
            attributes.member("updated_at", updatedAt)
        }
    }

    /// Returns the position of the four digits of the year in the JSON, so that one stored document can serve every
    /// year.
    package func positionOfCohort(in json: [UInt8]) -> Int? {
        let key = Array(#","cohort":""#.utf8)
        let starts = json.indices.dropLast(max(key.count - 1, 0))
        // The name comes before the key and may contain anything except an unescaped quotation mark, so the first match
        // is the key.
        return starts.first { json[$0...].starts(with: key) }.map { $0 + key.count }
    }

    /// Returns the JSON with another time of its last change, which is at the end of the document and always has the
    /// same length.
    package static func dating(_ json: [UInt8], at updatedAt: Instant) -> [UInt8] {
        let time = Array(updatedAt.toTheSecond.utf8)
        let key = Array(#","updated_at":""#.utf8)
        let end = json.count - #""}}"#.utf8.count
        let start = end - time.count
        guard start >= key.count, json[..<start].suffix(key.count).elementsEqual(key) else { return json }
        var dated = json
        dated.replaceSubrange(start..<end, with: time)
        return dated
    }

    /// The placeholder for the year in the form for every contract period.
    package static let yearToFill = "0000"

    private var cohortText: String {
        switch cohort {
        case .any: Self.yearToFill
        case .year(let year): year.description
        }
    }
}
