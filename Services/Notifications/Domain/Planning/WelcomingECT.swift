package import Foundation
package import Vocabulary

/// The facts about a registration that matter to the e-mail about it.
package struct Registration: Hashable, Sendable {
    package var placementID: PlacementID
    package var trn: TRN
    package var urn: URN
    package var name: Personal<String>
    package var emailAddress: Personal<String>
    package var programme: TrainingProgramme

    package init(
        placementID: PlacementID,
        trn: TRN,
        urn: URN,
        name: Personal<String>,
        emailAddress: Personal<String>,
        programme: TrainingProgramme
    ) {
        self.placementID = placementID
        self.trn = trn
        self.urn = urn
        self.name = name
        self.emailAddress = emailAddress
        self.programme = programme
    }
}

/// Returns the e-mail to a registered teacher: one for each registration, so a new registration at another school leads
/// to another.
///
/// The key does not include the programme, because a later change of programme is not a new registration.
package func welcoming(_ registration: Registration, _ occurrence: Occurrence, at now: Date) -> MessageIntent {
    MessageIntent(
        purpose: purpose(of: registration.programme),
        dedupeKey: "ect.registered/\(registration.placementID)",
        urn: registration.urn,
        recipientName: registration.name,
        emailAddress: registration.emailAddress,
        occurrence: occurrence,
        placement: WelcomedPlacement(id: registration.placementID, trn: registration.trn),
        withheld: withholding(from: registration.emailAddress, occurrence, at: now))
}

private func purpose(of programme: TrainingProgramme) -> Purpose {
    switch programme {
    case .providerLed: .ectRegisteredProviderLed
    case .schoolLed: .ectRegisteredSchoolLed
    }
}

/// Returns why an e-mail is withheld, by the rules that apply to every purpose.
func withholding(
    from emailAddress: Personal<String>, _ occurrence: Occurrence, at now: Date
) -> WithholdingReason? {
    guard isSendable(emailAddress) else { return .noAddress }
    return occurrence.isTooOldToTell(at: now) ? .replay : nil
}

private func isSendable(_ emailAddress: Personal<String>) -> Bool {
    do throws(EmailAddressProblem) {
        _ = try EmailAddress(parsing: emailAddress.revealed)
        return true
    } catch {
        return false
    }
}
