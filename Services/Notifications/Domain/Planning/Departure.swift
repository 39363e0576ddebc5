package import Foundation
package import Vocabulary

/// The end of a placement, as far as it matters to the welcome.
package struct Departure: Hashable, Sendable {
    /// The last day at the school; it may lie ahead.
    package var leftOn: CalendarDate
    /// It ends because a school registered the teacher anew, mostly another one.
    package var isRegisteredAnew: Bool

    package init(leftOn: CalendarDate, isRegisteredAnew: Bool) {
        self.leftOn = leftOn
        self.isRegisteredAnew = isRegisteredAnew
    }

    /// Whether the letter for this time at the school is not to be sent any more.
    ///
    /// Whoever registered her since writes another letter, whenever she goes there. Where she only leaves, this
    /// letter is the one privacy notice that she gets, so it is due for as long as she is at the school.
    package func endsWelcome(at now: Date) -> Bool {
        isRegisteredAnew || leftOn < .inLondon(at: now)
    }
}
