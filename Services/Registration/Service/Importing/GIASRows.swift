import CommaSeparatedValues
import Events
import Foundation
import RegistrationDomain
import Vocabulary

/// Converts rows of the GIAS extract into values.
enum GIASRows {
    /// The required columns. They are in the file that GIAS offers to everybody; e-mail addresses are only in the
    /// department's own extract.
    static let establishmentColumns = [
        "URN", "EstablishmentName", "TypeOfEstablishment (name)", "EstablishmentStatus (name)", "OpenDate", "CloseDate",
        "Section41Approved (name)",
    ]
    static let linkColumns = ["URN", "LinkURN", "LinkType"]

    static func establishment(
        _ row: CSVReader.Row, _ columns: CSVColumns, importID: UUID
    ) throws(CSVRowProblem) -> EstablishmentUpdated {
        func text(_ name: String) -> String? { columns.text(name, of: row) }
        let urn = try urn(text("URN"), "URN")
        guard let name = text("EstablishmentName") else { throw CSVRowProblem(reason: "EstablishmentName is empty") }
        guard let type = text("TypeOfEstablishment (name)") else {
            throw CSVRowProblem(reason: "TypeOfEstablishment (name) is empty")
        }
        guard EstablishmentType(named: type) != .unknown else {
            throw CSVRowProblem(reason: "TypeOfEstablishment (name) is not known")
        }
        guard let status = statuses[text("EstablishmentStatus (name)") ?? ""] else {
            throw CSVRowProblem(reason: "EstablishmentStatus (name) is not known")
        }
        return EstablishmentUpdated(
            urn: urn, name: name, typeName: type, status: status, phaseName: text("PhaseOfEducation (name)"),
            localAuthorityCode: text("LA (code)"), localAuthorityName: text("LA (name)"),
            establishmentNumber: text("EstablishmentNumber"), ukprn: text("UKPRN"),
            openedOn: try date(text("OpenDate"), "OpenDate"), closedOn: try date(text("CloseDate"), "CloseDate"),
            address: PostalAddress(
                lines: ["Street", "Locality", "Town"].compactMap(text), postcode: text("Postcode")),
            website: text("SchoolWebsite"), primaryContactEmail: text("MainEmail"),
            secondaryContactEmail: text("AlternativeEmail"), districtName: text("DistrictAdministrative (name)"),
            section41Approved: text("Section41Approved (name)") == "Approved", importID: importID)
    }

    static func link(
        _ row: CSVReader.Row, _ columns: CSVColumns
    ) throws(CSVRowProblem) -> (urn: URN, link: EstablishmentLink) {
        let urn = try urn(columns.text("URN", of: row), "URN")
        let linked = try self.urn(columns.text("LinkURN", of: row), "LinkURN")
        guard let type = columns.text("LinkType", of: row) else { throw CSVRowProblem(reason: "LinkType is empty") }
        guard linkTypes.contains(type) else { throw .unknownLinkType }
        var established = try date(columns.text("LinkEstablishedDate", of: row), "LinkEstablishedDate")
        // GIAS writes this date if it does not know the real one.
        if established?.iso == "1900-01-01" { established = nil }
        return (urn, EstablishmentLink(urn: linked, type: type, establishedOn: established))
    }

    private static func urn(_ text: String?, _ column: String) throws(CSVRowProblem) -> URN {
        guard let text else { throw CSVRowProblem(reason: "\(column) is empty") }
        do {
            return try URN(parsing: text)
        } catch {
            throw CSVRowProblem(reason: "\(column) is not a URN of five or six digits")
        }
    }

    /// Parses day, month and year, as in `31-08-2021`.
    private static func date(_ text: String?, _ column: String) throws(CSVRowProblem) -> CalendarDate? {
        guard let text else { return nil }
        // Two digits of a year would make a date two thousand years ago, and a school that closed then.
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [2, 2, 4],
            let date = CalendarDate(iso: parts.reversed().joined(separator: "-"))
        else { throw CSVRowProblem(reason: "\(column) is not a date such as 31-08-2021") }
        return date
    }

    private static let statuses: [String: EstablishmentStatus] = [
        "Open": .open, "Closed": .closed, "Open, but proposed to close": .proposedToClose,
        "Proposed to open": .proposedToOpen,
    ]

    static let linkTypes: Set<String> = [
        "Children's Centre Link", "Closure", "Expansion", "Other", "Result of Amalgamation", "Sixth Form Centre Link",
        "Sixth Form Centre School", "Merged - change in age range",
        "Merged - expansion in school capacity and changer in age range", "Merged - expansion of school capacity",
        "Predecessor", "Predecessor - amalgamated", "Predecessor - merged", "Predecessor - Split School", "Successor",
        "Successor - amalgamated", "Successor - merged", "Successor - Split School",
    ]
}
