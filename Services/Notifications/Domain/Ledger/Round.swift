/// One e-mail of those that were sent, one after the other, for the same cause.
package struct Round: Hashable, Sendable {
    /// 0 is the first one, which an event asked for; the others were sent because those before did not arrive.
    package var number: Int
    package var state: MessageState
    /// Why it failed or was withheld, in the words of the ledger.
    package var reason: String?
    /// Whether something is still done about it without anybody asking.
    package var isDue: Bool
    /// Whether nobody knows any more whom it was for, as ``Retention`` has it.
    package var isForgotten: Bool

    package init(
        number: Int, state: MessageState, reason: String? = nil, isDue: Bool, isForgotten: Bool = false
    ) {
        self.number = number
        self.state = state
        self.reason = reason
        self.isDue = isDue
        self.isForgotten = isForgotten
    }

    /// Whether GOV.UK Notify took it, and may still say what became of it.
    var isWithNotify: Bool { state == .accepted && isDue }

    var failure: FailureReason? {
        state == .failed ? reason.flatMap(FailureReason.init(rawValue:)) : nil
    }
}
