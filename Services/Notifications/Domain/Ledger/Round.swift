/// One of the e-mails that were sent, one after the other, for the same cause.
package struct Round: Hashable, Sendable {
    /// The number of the round. 0 is the first e-mail, which an event requested; the others were sent because earlier
    /// ones did not arrive.
    package var number: Int
    package var state: MessageState
    /// Why it failed or was withheld, as the ledger stores it.
    package var reason: String?
    /// Whether the service will still do something about it by itself.
    package var isDue: Bool
    /// Whether its recipient is forgotten, as ``Retention`` defines.
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

    /// Whether GOV.UK Notify accepted it, and may still report what happened to it.
    var isWithNotify: Bool { state == .accepted && isDue }

    var failure: FailureReason? {
        state == .failed ? reason.flatMap(FailureReason.init(rawValue:)) : nil
    }
}
