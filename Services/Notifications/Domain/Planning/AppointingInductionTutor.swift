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
    /// Nil if it is not known how the tutor was appointed.
    package var appointment: Appointment?

    package init(name: Personal<String>, emailAddress: Personal<String>, appointment: Appointment? = nil) {
        self.name = name
        self.emailAddress = emailAddress
        self.appointment = appointment
    }
}

/// What was known of the tutor of a school before a snapshot of the school.
package enum TutorBefore: Hashable, Sendable {
    /// Nothing is known of the school.
    case unknown
    case nobody
    /// The tutor's address, and how the tutor was appointed, if that is known.
    case somebody(Personal<String>, AppointmentID? = nil)
}

/// Returns the e-mail to a new tutor. It is sent if the school had no tutor before or one with another address, or if
/// its tutor has been named again after another one; a corrected name is not an appointment.
///
/// Snapshots name the tutor whatever else has changed, so what counts is when the tutor was appointed. If that is not
/// known, it is the event; if the snapshot is then read again and nothing is known of the school, the tutor may have
/// been told long ago.
package func appointing(
    at school: School, whereWas before: TutorBefore, _ snapshot: Occurrence, after recovery: Recovery, at now: Date
) -> MessageIntent? {
    guard let tutor = school.tutor, before.isAppointedAnew(tutor) else { return nil }
    let occurrence = recovery.seen(tutor.appointment.map(snapshot.naming) ?? snapshot)
    let mayBeLongAgo = tutor.appointment == nil && occurrence.isReplay && before == .unknown
    return MessageIntent(
        purpose: .inductionTutorAppointed,
        dedupeKey: "induction-tutor.appointed/\(school.id)/\(occurrence.eventID.lowercase)",
        urn: school.urn,
        recipientName: tutor.name,
        emailAddress: tutor.emailAddress,
        occurrence: occurrence,
        withheld: school.isOpen
            ? withholding(from: tutor.emailAddress, occurrence, at: now) ?? (mayBeLongAgo ? .replay : nil)
            : .schoolNotOpen)
}

extension Occurrence {
    /// Returns the appointment of which this snapshot tells. A later snapshot tells of it once more: the first one may
    /// have been read and forgotten.
    fileprivate func naming(_ appointment: Appointment) -> Occurrence {
        let moment = appointment.appointedAt.date
        let isFirst = time.timeIntervalSince(moment) <= Self.freshness
        return Occurrence(eventID: appointment.id.rawValue, time: moment, isReplay: isReplay || !isFirst)
    }
}

extension TutorBefore {
    fileprivate func isAppointedAnew(_ tutor: Tutor) -> Bool {
        guard case .somebody(let emailAddress, let known) = self else { return true }
        if let known, let named = tutor.appointment?.id { return named != known }
        return !isSameAddress(tutor.emailAddress, emailAddress)
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
