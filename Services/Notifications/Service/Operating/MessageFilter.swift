import NotificationsDomain

/// Which e-mails an operator wants to see.
struct MessageFilter: Sendable {
    let state: MessageState?
    /// Why they failed or were withheld.
    let reason: String?

    /// A word that no e-mail can have.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// The reasons that the ledger gives.
    static let reasons = FailureReason.allCases.map(\.rawValue) + WithholdingReason.allCases.map(\.rawValue)

    /// - Throws: ``Problem``, which names the field and the words to choose from.
    init(state: String? = nil, reason: String? = nil) throws(Problem) {
        let known = state.flatMap(MessageState.init(rawValue:))
        if state != nil, known == nil { throw Problem("state", MessageState.allCases.map(\.rawValue)) }
        let implied = reason.flatMap(Self.stateOf(reason:))
        if reason != nil, implied == nil { throw Problem("reason", Self.reasons) }
        self.state = known ?? implied
        self.reason = reason
    }

    /// Returns the state of every e-mail with this reason; the ledger is indexed by states, not by reasons.
    private static func stateOf(reason: String) -> MessageState? {
        if FailureReason(rawValue: reason) != nil { return .failed }
        return WithholdingReason(rawValue: reason).map { _ in .withheld }
    }
}

extension MessageFilter.Problem {
    fileprivate init(_ field: String, _ words: [String]) {
        description = "\(field) must be one of \(words.joined(separator: ", "))."
    }
}
