package import Foundation

/// When an event happened and how it came here.
package struct Occurrence: Hashable, Sendable {
    package var eventID: UUID
    package var time: Date
    package var isReplay: Bool

    package init(eventID: UUID, time: Date, isReplay: Bool) {
        self.eventID = eventID
        self.time = time
        self.isReplay = isReplay
    }

    /// Up to this age an event that is read again may still lead to an e-mail, if there was none: it may be that the
    /// first reading was lost.
    package static let longestReplay: TimeInterval = 3 * 86_400

    /// News that are older come late, in seconds: there was an outage, or they had been parked.
    package static let freshness: TimeInterval = 60

    /// When an e-mail may be sent first: at once, unless the news come late. What happened next may then be right behind
    /// them and make the letter untrue, so that it is given as long to come.
    package func firstDue(at now: Date) -> Date {
        now.timeIntervalSince(time) > Self.freshness ? now.addingTimeInterval(Self.freshness) : now
    }

    func isTooOldToTell(at now: Date) -> Bool {
        isReplay && now.timeIntervalSince(time) > Self.longestReplay
    }
}
