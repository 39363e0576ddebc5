package import Foundation
package import Vocabulary

/// The facts about the end of a placement that matter to the welcome.
package struct Departure: Hashable, Sendable {
    /// The last day at the school; it may lie ahead.
    package var leftOn: CalendarDate
    /// Whether the placement ends because a school registered the teacher again. That is usually another school.
    package var isRegisteredAnew: Bool

    package init(leftOn: CalendarDate, isRegisteredAnew: Bool) {
        self.leftOn = leftOn
        self.isRegisteredAnew = isRegisteredAnew
    }

    /// Returns whether the letter for this placement is not to be sent any more.
    ///
    /// If another registration ends the placement, the school that made it sends its own letter, whenever the teacher
    /// starts there. If the teacher only leaves, this letter is the only privacy notice that the teacher gets, so it
    /// stays due for as long as the teacher is at the school.
    package func endsWelcome(at now: Date) -> Bool {
        isRegisteredAnew || leftOn < .inLondon(at: now)
    }
}
