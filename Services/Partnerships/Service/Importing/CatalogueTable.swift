/// The kind of a catalogue file, determined by its columns; its name does not matter.
enum CatalogueTable: Int, CaseIterable, Sendable {
    // In the order in which they depend on each other.
    case contractPeriods, leadProviders, deliveryPartners, pairings, schedules, publishedSchedules

    /// The columns that a file of this kind must have.
    var columns: Set<String> {
        switch self {
        case .contractPeriods: ["year", "started_on", "finished_on", "enabled"]
        case .leadProviders: ["name", "contract_periods"]
        case .deliveryPartners: ["name"]
        case .pairings: ["lead_provider", "delivery_partner", "contract_periods"]
        case .schedules: ["contract_period", "identifier", "name", "declaration_type", "started_on", "finished_on"]
        case .publishedSchedules:
            [
                "schedule-identifier", "schedule-name", "schedule-cohort-year", "milestone-declaration-type",
                "milestone-start-date", "milestone-date",
            ]
        }
    }

    init?(columns found: [String]) {
        let found = Set(found)
        let table = Self.allCases.first { table in
            // A list of names could be about anything, so a file of delivery partners may have no other columns.
            table == .deliveryPartners
                ? found == ["name"] || found == ["id", "name"] : table.columns.isSubset(of: found)
        }
        guard let table else { return nil }
        self = table
    }

    /// The expected columns, for a message about a file that is none of these kinds.
    static var expectations: String {
        allCases.map { $0.columns.sorted().joined(separator: ",") }.joined(separator: "; or ")
    }
}
