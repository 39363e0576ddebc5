/// The state of an e-mail on its way.
package enum MessageState: String, CaseIterable, Hashable, Sendable {
    /// It is owed, but no request was made yet.
    case planned
    /// A request to send it is under way, or the process ended during one.
    case sending
    /// A request was made, but no answer came: GOV.UK Notify may or may not have accepted it.
    case uncertain
    /// GOV.UK Notify accepted it.
    case accepted
    case delivered
    case failed
    /// It was owed, but is deliberately not sent.
    case withheld
}
