package import Vocabulary

/// An e-mail that an event asks for.
package struct MessageIntent: Hashable, Sendable {
    package var purpose: Purpose
    /// Purpose, subject and cause. There is one e-mail for each key, and no personal data in it.
    package var dedupeKey: String
    /// The school that the e-mail is about.
    package var urn: URN
    package var recipientName: Personal<String>
    package var emailAddress: Personal<String>
    /// Of a welcome only.
    package var placement: WelcomedPlacement?
    /// Why it is not sent after all; decided with the intent, so that the ledger shows what was left out.
    package var withheld: WithholdingReason?

    package init(
        purpose: Purpose,
        dedupeKey: String,
        urn: URN,
        recipientName: Personal<String>,
        emailAddress: Personal<String>,
        placement: WelcomedPlacement? = nil,
        withheld: WithholdingReason? = nil
    ) {
        self.purpose = purpose
        self.dedupeKey = dedupeKey
        self.urn = urn
        self.recipientName = recipientName
        self.emailAddress = emailAddress
        self.placement = placement
        self.withheld = withheld
    }
}

/// Why an e-mail that was asked for is not sent.
package enum WithholdingReason: String, CaseIterable, Hashable, Sendable {
    /// There is no address that GOV.UK Notify would take.
    case noAddress = "no-address"
    /// The event was read again, and is too old for anybody to wait for the e-mail.
    case replay
    /// The school has named somebody else since.
    case superseded
    /// The teacher has left the school, or another one has registered her since.
    case left
    /// An earlier e-mail for the same cause arrived after all.
    case arrived
    /// The school is not open.
    case schoolNotOpen = "school-not-open"
}
