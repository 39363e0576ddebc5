package import Foundation
package import Vocabulary

/// The facts about a school that matter to e-mails about it.
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

/// What was known of the tutor of a school before a snapshot of the school.
package enum TutorBefore: Hashable, Sendable {
    /// Nothing is known of the school.
    case unknown
    case nobody
    /// The tutor's address.
    case somebody(Personal<String>)
}

/// Returns the e-mail to a new tutor. It is sent if the school had no tutor before, or one with another address; a
/// corrected name is not an appointment.
///
/// If a snapshot is read again and nothing is known of the school, the tutor may have been told long ago: snapshots name
/// the tutor whatever else has changed.
package func appointment(
    at school: School, whereWas before: TutorBefore, _ occurrence: Occurrence, at now: Date
) -> MessageIntent? {
    guard let tutor = school.tutor, !isSameAddress(tutor.emailAddress, before.emailAddress) else { return nil }
    let isRebuilt = occurrence.isReplay && before == .unknown
    return MessageIntent(
        purpose: .inductionTutorAppointed,
        dedupeKey: "induction-tutor.appointed/\(school.id)/\(occurrence.eventID.lowercase)",
        urn: school.urn,
        recipientName: tutor.name,
        emailAddress: tutor.emailAddress,
        withheld: school.isOpen
            ? withholding(from: tutor.emailAddress, occurrence, at: now) ?? (isRebuilt ? .replay : nil)
            : .schoolNotOpen)
}

extension TutorBefore {
    fileprivate var emailAddress: Personal<String>? {
        if case .somebody(let emailAddress) = self { emailAddress } else { nil }
    }
}

/// Returns whether an e-mail to a tutor would go to somebody who is no longer the tutor of the school.
package func isSuperseded(_ purpose: Purpose, to emailAddress: Personal<String>, tutorNow: Personal<String>?) -> Bool {
    purpose == .inductionTutorAppointed && !isSameAddress(emailAddress, tutorNow)
}

/// Returns whether two addresses are the same. Case makes no difference.
private func isSameAddress(_ one: Personal<String>, _ other: Personal<String>?) -> Bool {
    folded(one) == other.map(folded)
}

private func folded(_ emailAddress: Personal<String>) -> String {
    emailAddress.revealed.lowercased()
}
