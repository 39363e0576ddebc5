/// Days from a first to a last one, both included; without a last day it goes on.
package struct DatePeriod: Hashable, Sendable {
    package let startedOn: CalendarDate
    package let finishedOn: CalendarDate?

    /// Nil where the last day is before the first.
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

    /// Whether every day of the other period is one of this.
    ///
    /// An open period fits only into an open one.
    package func contains(_ other: DatePeriod) -> Bool {
        guard startedOn <= other.startedOn else { return false }
        guard let finishedOn else { return true }
        return other.finishedOn.map { $0 <= finishedOn } ?? false
    }

    /// Whether the two share a day.
    package func overlaps(_ other: DatePeriod) -> Bool {
        contains(other.startedOn) || other.contains(startedOn)
    }

    package func isCurrentOrFuture(on today: CalendarDate) -> Bool {
        contains(today) || startedOn > today
    }
}
