/// Where an e-mail is on its way.
package enum MessageState: String, CaseIterable, Hashable, Sendable {
    /// Owed, not asked for yet.
    case planned
    /// A request to send it is under way, or the process ended during one.
    case sending
    /// A request was made and no answer came: GOV.UK Notify may have taken it or not.
    case uncertain
    /// GOV.UK Notify took it.
    case accepted
    case delivered
    case failed
    /// It was owed and is not sent on purpose.
    case withheld
}
