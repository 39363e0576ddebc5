import Foundation
import PartnershipsDomain
import Vocabulary

/// Rows of the catalogue, each read and checked individually, not yet against each other.
struct CatalogueRows: Sendable {
    struct Period: Sendable {
        var origin: Origin
        var period: ContractPeriod
        /// The columns that the file does not have. An empty field, in contrast, clears a value.
        var unsaid: Set<String>
    }

    struct LeadProvider: Sendable {
        var origin: Origin
        var id: LeadProviderID?
        var name: String
        var years: [ContractPeriodYear]
    }

    struct DeliveryPartner: Sendable {
        var origin: Origin
        var id: DeliveryPartnerID?
        var name: String
    }

    struct Pairing: Sendable {
        var origin: Origin
        var leadProvider: String
        var deliveryPartner: String
        var years: [ContractPeriodYear]
    }

    struct ScheduledMilestone: Sendable {
        var origin: Origin
        var year: ContractPeriodYear
        var identifier: ScheduleIdentifier
        var name: String
        var declarationType: String
        var startedOn: CalendarDate
        var finishedOn: CalendarDate?
    }

    /// The position of a row.
    struct Origin: Sendable {
        var file: String
        var line: Int
    }

    var contractPeriods: [Period] = []
    var leadProviders: [LeadProvider] = []
    var deliveryPartners: [DeliveryPartner] = []
    var pairings: [Pairing] = []
    var milestones: [ScheduledMilestone] = []
    var skipped: [SkippedRow] = []

    /// Adds the rows of a file. A row that cannot be understood is skipped with its reason.
    mutating func add(_ table: CSVTable, as kind: CatalogueTable, from file: String) {
        skipped += table.brokenLines.map { line in
            SkippedRow(
                origin: Origin(file: file, line: line),
                reason: CSVTable.whyBroken)
        }
        for row in table.rows {
            let origin = Origin(file: file, line: row.line)
            do {
                try add(row, as: kind, from: origin)
            } catch {
                skipped.append(SkippedRow(origin: origin, reason: error.reason))
            }
        }
    }

    private mutating func add(_ row: CSVTable.Row, as kind: CatalogueTable, from origin: Origin) throws(BadField) {
        switch kind {
        case .contractPeriods:
            contractPeriods.append(
                Period(
                    origin: origin, period: try ContractPeriod(row),
                    unsaid: Period.optionalColumns.filter { !row.has($0) }))
        case .leadProviders:
            leadProviders.append(
                LeadProvider(
                    origin: origin, id: try row.id("id"), name: try row.text("name"),
                    years: try row.years("contract_periods")))
        case .deliveryPartners:
            deliveryPartners.append(
                DeliveryPartner(origin: origin, id: try row.id("id"), name: try row.text("name")))
        case .pairings:
            pairings.append(
                Pairing(
                    origin: origin, leadProvider: try row.text("lead_provider"),
                    deliveryPartner: try row.text("delivery_partner"), years: try row.years("contract_periods")))
        case .schedules:
            milestones.append(
                try ScheduledMilestone(
                    row, from: origin, year: "contract_period", identifier: "identifier", name: "name",
                    type: "declaration_type", start: "started_on", finish: "finished_on"))
        case .publishedSchedules:
            milestones.append(
                try ScheduledMilestone(
                    row, from: origin, year: "schedule-cohort-year", identifier: "schedule-identifier",
                    name: "schedule-name", type: "milestone-declaration-type", start: "milestone-start-date",
                    finish: "milestone-date"))
        }
    }
}

/// A row that was skipped.
struct SkippedRow: Sendable, CustomStringConvertible {
    var origin: CatalogueRows.Origin
    var reason: String

    var description: String { "\(origin.file) line \(origin.line): \(reason)" }
}

/// The reason why a row cannot be understood.
struct BadField: Error {
    var reason: String
}

extension CatalogueRows.Period {
    fileprivate static let optionalColumns: Set = [
        "payments_frozen_at", "mentor_funding_enabled", "detailed_evidence_types_enabled", "uplift_fees_enabled",
    ]

    /// Returns the period with the known values for the columns that the file does not have.
    func completed(from known: ContractPeriod?) -> ContractPeriod {
        guard let known else { return period }
        var completed = period
        if unsaid.contains("payments_frozen_at") { completed.paymentsFrozenAt = known.paymentsFrozenAt }
        if unsaid.contains("mentor_funding_enabled") { completed.mentorFundingEnabled = known.mentorFundingEnabled }
        if unsaid.contains("detailed_evidence_types_enabled") {
            completed.detailedEvidenceTypesEnabled = known.detailedEvidenceTypesEnabled
        }
        if unsaid.contains("uplift_fees_enabled") { completed.upliftFeesEnabled = known.upliftFeesEnabled }
        return completed
    }
}

extension ContractPeriod {
    fileprivate init(_ row: CSVTable.Row) throws(BadField) {
        let start = try row.day("started_on")
        let finish = try row.day("finished_on")
        guard finish > start else { throw BadField(reason: "finished_on must be after started_on") }
        self.init(
            year: try row.year("year"), startedOn: start, finishedOn: finish, isEnabled: try row.flag("enabled"),
            paymentsFrozenAt: try row.instant("payments_frozen_at"),
            mentorFundingEnabled: try row.flag("mentor_funding_enabled"),
            detailedEvidenceTypesEnabled: try row.flag("detailed_evidence_types_enabled"),
            upliftFeesEnabled: try row.flag("uplift_fees_enabled"))
    }
}

extension CatalogueRows.ScheduledMilestone {
    private static let declarationTypes: Set<String> = [
        "started", "retained-1", "retained-2", "retained-3", "retained-4", "completed", "extended-1", "extended-2",
        "extended-3",
    ]

    fileprivate init(
        _ row: CSVTable.Row, from origin: CatalogueRows.Origin, year: String, identifier: String, name: String,
        type: String, start: String, finish: String
    ) throws(BadField) {
        self.origin = origin
        self.year = try row.year(year)
        guard let identifier = ScheduleIdentifier(rawValue: row[identifier]) else {
            throw BadField(reason: "\(identifier) is none of the schedules, such as ecf-standard-september")
        }
        self.identifier = identifier
        self.name = try row.text(name)
        declarationType = row[type]
        guard Self.declarationTypes.contains(declarationType) else {
            throw BadField(reason: "\(type) is none of the declaration types, such as started or retained-1")
        }
        startedOn = try row.day(start)
        finishedOn = row[finish].isEmpty ? nil : try row.day(finish)
        if let finishedOn, finishedOn <= startedOn {
            throw BadField(reason: "\(finish) must be after \(start)")
        }
    }
}

extension CSVTable.Row {
    fileprivate func text(_ column: String) throws(BadField) -> String {
        let text = self[column]
        guard !text.isEmpty else { throw BadField(reason: "\(column) is empty") }
        guard text.count <= 200 else { throw BadField(reason: "\(column) is longer than 200 characters") }
        return text
    }

    fileprivate func id<Subject>(_ column: String) throws(BadField) -> Identifier<Subject>? {
        guard !self[column].isEmpty else { return nil }
        guard let id = Identifier<Subject>(parsing: self[column]) else {
            throw BadField(reason: "\(column) must be a UUID, or empty")
        }
        return id
    }

    fileprivate func year(_ column: String) throws(BadField) -> ContractPeriodYear {
        guard let year = Int(self[column]), 2020...2100 ~= year else {
            throw BadField(reason: "\(column) must be a year from 2020")
        }
        return ContractPeriodYear(rawValue: year)
    }

    fileprivate func years(_ column: String) throws(BadField) -> [ContractPeriodYear] {
        let words = self[column].split(separator: " ")
        let years = words.compactMap { Int($0) }.filter { 2020...2100 ~= $0 }
        guard years.count == words.count else {
            throw BadField(reason: "\(column) must be years from 2020, separated by blanks")
        }
        return Set(years).sorted().map(ContractPeriodYear.init(rawValue:))
    }

    fileprivate func day(_ column: String) throws(BadField) -> CalendarDate {
        guard let day = CalendarDate(iso: self[column]) else {
            throw BadField(reason: "\(column) must be a date such as 2026-09-01")
        }
        return day
    }

    fileprivate func instant(_ column: String) throws(BadField) -> Instant? {
        guard !self[column].isEmpty else { return nil }
        guard let instant = Instant(rfc3339: self[column]) else {
            throw BadField(reason: "\(column) must be a time such as 2026-09-01T00:00:00Z, or empty")
        }
        return instant
    }

    fileprivate func flag(_ column: String) throws(BadField) -> Bool {
        switch self[column].lowercased() {
        case "true": return true
        case "false", "": return false
        default: throw BadField(reason: "\(column) must be true or false")
        }
    }
}
