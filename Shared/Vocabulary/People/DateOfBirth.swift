/// The date of birth of a person who may teach.
///
/// It is only compared and then discarded: it has no JSON form and is never printed.
package struct DateOfBirth: Hashable, Sendable {
    package let date: CalendarDate

    package var normalised: String { date.iso }

    /// Parses an ISO date. The person must be born from 100 to 18 years before the given day, both days
    /// included.
    package init(parsing text: String, today: CalendarDate) throws(DateOfBirthProblem) {
        let trimmed = text.trimmingBlanks
        guard !trimmed.isEmpty else { throw .missing }
        guard let date = CalendarDate(iso: String(trimmed)) else { throw .notADate }
        guard date >= today.adding(years: -100) else { throw .tooLongAgo }
        guard date <= today.adding(years: -18) else { throw .tooRecent }
        self.date = date
    }
}

/// Why a text is not the date of birth of a possible teacher.
package enum DateOfBirthProblem: Error, Hashable, CaseIterable {
    case missing
    case notADate
    /// More than 100 years ago.
    case tooLongAgo
    /// Less than 18 years ago.
    case tooRecent
}

extension DateOfBirth: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[personal]" }
    package var debugDescription: String { "[personal]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
