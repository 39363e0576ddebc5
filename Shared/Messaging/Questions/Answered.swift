package import Events
package import Foundation

/// The answers to all questions that were asked together.
package struct Answered<Answer: Event>: Sendable {
    /// By the ids of the questions.
    package let answers: [UUID: Answer]
    /// The longest time from the first sending of a question, in this or an earlier round, until its answer arrived.
    package let slowest: Duration

    package init(answers: [UUID: Answer], slowest: Duration) {
        self.answers = answers
        self.slowest = slowest
    }
}
