package import Foundation
package import Vocabulary

/// The end of a placement, as far as it matters to the welcome.
package struct Departure: Hashable, Sendable {
    /// The last day at the school; it may lie ahead.
    package var leftOn: CalendarDate
    /// It ends because another school registered the teacher.
    package var isRegisteredElsewhere: Bool

    package init(leftOn: CalendarDate, isRegisteredElsewhere: Bool) {
        self.leftOn = leftOn
        self.isRegisteredElsewhere = isRegisteredElsewhere
    }

    /// Whether the school that she leaves welcomes her no longer.
    ///
    /// Another school that registered her writes its own letter, whenever she goes there. Where she only leaves, this
    /// letter is the one privacy notice that she gets, so it is due for as long as she is at the school.
    package func endsWelcome(at now: Date) -> Bool {
        isRegisteredElsewhere || leftOn <= .inLondon(at: now)
    }
}
