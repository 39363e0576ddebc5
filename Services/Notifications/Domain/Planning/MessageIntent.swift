package import Vocabulary

/// An e-mail that an event requests.
package struct MessageIntent: Hashable, Sendable {
    package var purpose: Purpose
    /// The key: purpose, subject and cause. There is one e-mail for each key. The key contains no personal data.
    package var dedupeKey: String
    /// The school that the e-mail is about.
    package var urn: URN
    package var recipientName: Personal<String>
    package var emailAddress: Personal<String>
    /// The event that the e-mail is about.
    package var occurrence: Occurrence
    /// The placement that a welcome is about; nil for other e-mails.
    package var placement: WelcomedPlacement?
    /// Why it is not sent, if so. This is decided together with the intent, so that the ledger shows what was left out.
    package var withheld: WithholdingReason?

    package init(
        purpose: Purpose,
        dedupeKey: String,
        urn: URN,
        recipientName: Personal<String>,
        emailAddress: Personal<String>,
        occurrence: Occurrence,
        placement: WelcomedPlacement? = nil,
        withheld: WithholdingReason? = nil
    ) {
        self.purpose = purpose
        self.dedupeKey = dedupeKey
        self.urn = urn
        self.recipientName = recipientName
        self.emailAddress = emailAddress
        self.occurrence = occurrence
        self.placement = placement
        self.withheld = withheld
    }
}

/// The reason why a requested e-mail is not sent.
package enum WithholdingReason: String, CaseIterable, Hashable, Sendable {
    /// There is no address that GOV.UK Notify would accept.
    case noAddress = "no-address"
    /// The event was read again, and is too old for anybody to expect the e-mail.
    case replay
    /// The school has since named another tutor, or the same tutor again.
    case superseded
    /// The teacher has left the school, or has been registered again since.
    case left
    /// An earlier e-mail for the same cause arrived after all.
    case arrived
    /// The school is not open.
    case schoolNotOpen = "school-not-open"
}
