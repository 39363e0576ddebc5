package import Foundation
package import Vocabulary

/// A school, as far as it matters to e-mails about it.
package struct School: Hashable, Sendable {
    package var id: SchoolID
    package var urn: URN
    package var name: String
    package var isOpen: Bool
    package var tutor: Tutor?

    package init(id: SchoolID, urn: URN, name: String, isOpen: Bool, tutor: Tutor?) {
        self.id = id
        self.urn = urn
        self.name = name
        self.isOpen = isOpen
        self.tutor = tutor
    }
}

/// The person whom a school named as its induction tutor.
package struct Tutor: Hashable, Sendable {
    package var name: Personal<String>
    package var emailAddress: Personal<String>

    package init(name: Personal<String>, emailAddress: Personal<String>) {
        self.name = name
        self.emailAddress = emailAddress
    }
}

/// A tutor is told when the address is new: when there was none, or another one. A corrected name is no appointment.
///
/// - Parameter kept: the address that was known of the school before.
package func appointment(
    at school: School, whereWas kept: Personal<String>?, _ occurrence: Occurrence, at now: Date
) -> MessageIntent? {
    guard let tutor = school.tutor, !isSameAddress(tutor.emailAddress, kept) else { return nil }
    return MessageIntent(
        purpose: .inductionTutorAppointed,
        dedupeKey: "induction-tutor.appointed/\(school.id)/\(occurrence.eventID.lowercase)",
        urn: school.urn,
        recipientName: tutor.name,
        emailAddress: tutor.emailAddress,
        withheld: school.isOpen
            ? withholding(from: tutor.emailAddress, occurrence, at: now)
            : .schoolNotOpen)
}

/// Whether an e-mail to a tutor still reaches the tutor that the school has now.
package func isSuperseded(_ purpose: Purpose, to emailAddress: Personal<String>, tutorNow: Personal<String>?) -> Bool {
    purpose == .inductionTutorAppointed && !isSameAddress(emailAddress, tutorNow)
}

/// Addresses that differ only in case are one.
private func isSameAddress(_ one: Personal<String>, _ other: Personal<String>?) -> Bool {
    folded(one) == other.map(folded)
}

private func folded(_ emailAddress: Personal<String>) -> String {
    emailAddress.revealed.lowercased()
}
