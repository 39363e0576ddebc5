import Vocabulary

/// The name of a training schedule, such as `ecf-standard-september`.
package struct ScheduleIdentifier: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case standard, extended, reduced
        /// For a mentor who replaces another.
        case replacement
    }

    package enum Season: String, Hashable, Sendable, CaseIterable {
        case september, january, april

        /// Creates the season whose schedule a teacher joins if their training begins in this month.
        package init(month: Int) {
            switch month {
            case 6...10: self = .september
            case 3...5: self = .april
            default: self = .january
            }
        }
    }

    package var kind: Kind
    package var season: Season

    package init(_ kind: Kind, _ season: Season) {
        self.kind = kind
        self.season = season
    }
}

extension ScheduleIdentifier: RawRepresentable {
    package var rawValue: String { "ecf-\(kind.rawValue)-\(season.rawValue)" }

    package init?(rawValue: String) {
        let parts = rawValue.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.first == "ecf",
            let kind = Kind(rawValue: String(parts[1])), let season = Season(rawValue: String(parts[2]))
        else { return nil }
        self.init(kind, season)
    }
}
