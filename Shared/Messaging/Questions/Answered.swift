package import Events
package import Foundation

/// What became of questions that were asked together.
package struct Answered<Answer: Event>: Sendable {
    /// By the ids of the questions.
    package let answers: [UUID: Answer]
    /// The longest time from the first sending of a question, in this or an earlier round, until its answer arrived.
    package let slowest: Duration

    /// The questions that are not answered although later ones are. To wait longer for them is in vain.
    package let unanswered: Set<UUID>

    package init(answers: [UUID: Answer], slowest: Duration, unanswered: Set<UUID> = []) {
        self.answers = answers
        self.slowest = slowest
        self.unanswered = unanswered
    }
}
