package import Events
package import Foundation

/// The answers to questions that were asked together, all of them.
package struct Answered<Answer: Event>: Sendable {
    /// By the ids of the questions.
    package let answers: [UUID: Answer]
    /// The longest time from when a question was first sent, in whichever round, until its answer came.
    package let slowest: Duration

    package init(answers: [UUID: Answer], slowest: Duration) {
        self.answers = answers
        self.slowest = slowest
    }
}
