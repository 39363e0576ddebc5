/// A period from a first to a last day, both included. Without a last day it is open.
package struct DatePeriod: Hashable, Sendable {
    package let startedOn: CalendarDate
    package let finishedOn: CalendarDate?

    /// Creates a period. Returns nil if the last day is before the first.
    package init?(startedOn: CalendarDate, finishedOn: CalendarDate?) {
        if let finishedOn, finishedOn < startedOn { return nil }
        self.startedOn = startedOn
        self.finishedOn = finishedOn
    }

    package init(openSince startedOn: CalendarDate) {
        self.startedOn = startedOn
        finishedOn = nil
    }
}

extension DatePeriod {
    package func contains(_ day: CalendarDate) -> Bool {
        guard startedOn <= day else { return false }
        return finishedOn.map { day <= $0 } ?? true
    }

    /// Returns whether every day of the other period belongs to this one.
    ///
    /// An open period fits only into an open one.
    package func contains(_ other: DatePeriod) -> Bool {
        guard startedOn <= other.startedOn else { return false }
        guard let finishedOn else { return true }
        return other.finishedOn.map { $0 <= finishedOn } ?? false
    }

    /// Returns whether the two periods share a day.
    package func overlaps(_ other: DatePeriod) -> Bool {
        contains(other.startedOn) || other.contains(startedOn)
    }

    package func isCurrentOrFuture(on today: CalendarDate) -> Bool {
        contains(today) || startedOn > today
    }
}
