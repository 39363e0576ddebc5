package import Foundation

/// The step of an entry in the ledger to its next state.
package struct Transition: Hashable, Sendable {
    package var state: MessageState
    /// When something is to be done about it again; nil if nothing is.
    package var dueAt: Date?
    package var notifyID: UUID?
    package var reason: FailureReason?
    /// How often in a row a look-up at Notify did not find it.
    package var absences: Int

    package init(
        _ state: MessageState, dueAt: Date? = nil, notifyID: UUID? = nil, reason: FailureReason? = nil,
        absences: Int = 0
    ) {
        self.state = state
        self.dueAt = dueAt
        self.notifyID = notifyID
        self.reason = reason
        self.absences = absences
    }
}
