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

    func isTooOldToTell(at now: Date) -> Bool {
        isReplay && now.timeIntervalSince(time) > Self.longestReplay
    }
}
