package import Foundation
package import Vocabulary

/// A registration, as far as it matters to the e-mail about it.
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

/// Every registration is told to the teacher once, a new one at another school again.
///
/// The key leaves the programme out: a programme that is changed later is no new registration.
package func welcoming(_ registration: Registration, _ occurrence: Occurrence, at now: Date) -> MessageIntent {
    MessageIntent(
        purpose: purpose(of: registration.programme),
        dedupeKey: "ect.registered/\(registration.placementID)",
        urn: registration.urn,
        recipientName: registration.name,
        emailAddress: registration.emailAddress,
        placement: WelcomedPlacement(id: registration.placementID, trn: registration.trn),
        withheld: withholding(from: registration.emailAddress, occurrence, at: now))
}

private func purpose(of programme: TrainingProgramme) -> Purpose {
    switch programme {
    case .providerLed: .ectRegisteredProviderLed
    case .schoolLed: .ectRegisteredSchoolLed
    }
}

/// What holds for every e-mail, whatever it is for.
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
