package import Foundation

/// When an event happened, and whether it is replayed.
package struct Occurrence: Hashable, Sendable {
    package var eventID: UUID
    package var time: Date
    package var isReplay: Bool

    package init(eventID: UUID, time: Date, isReplay: Bool) {
        self.eventID = eventID
        self.time = time
        self.isReplay = isReplay
    }

    /// The age up to which an event that is read again may still lead to an e-mail, if there was none: the first
    /// reading may have been lost.
    package static let longestReplay: TimeInterval = 3 * 86_400

    /// The age in seconds above which an event counts as late, because of an outage or because it had been parked.
    package static let freshness: TimeInterval = 60

    /// Returns when an e-mail may first be sent: at once, unless its event is late. The next event may then follow
    /// immediately and make the letter untrue, so the e-mail waits for ``freshness`` first.
    package func firstDue(at now: Date) -> Date {
        now.timeIntervalSince(time) > Self.freshness ? now.addingTimeInterval(Self.freshness) : now
    }

    /// Returns the state in which an e-mail enters the ledger that is not withheld.
    ///
    /// An event that is read again, and whose e-mail is not in the ledger, was perhaps never read before. Or the ledger
    /// has lost what it knew, for instance because its database was restored from a backup. Notify is asked first.
    package var firstState: MessageState { isReplay ? .uncertain : .planned }

    func isTooOldToTell(at now: Date) -> Bool {
        isReplay && now.timeIntervalSince(time) > Self.longestReplay
    }
}
