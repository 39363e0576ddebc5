/// One e-mail of those that were sent, one after the other, for the same cause.
package struct Round: Hashable, Sendable {
    /// 0 is the first one, which an event asked for; the others were sent because those before did not arrive.
    package var number: Int
    package var state: MessageState
    /// Why it failed or was withheld, in the words of the ledger.
    package var reason: String?

    package init(number: Int, state: MessageState, reason: String? = nil) {
        self.number = number
        self.state = state
        self.reason = reason
    }

    var failure: FailureReason? {
        state == .failed ? reason.flatMap(FailureReason.init(rawValue:)) : nil
    }
}
