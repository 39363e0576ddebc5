package import Foundation
package import Vocabulary

/// What has happened since an e-mail was asked for, as far as its letter may not be true any more.
package struct Circumstances: Hashable, Sendable {
    package var purpose: Purpose
    package var emailAddress: Personal<String>
    /// Where the tutor whom the school has now is written to.
    package var tutorNow: Personal<String>?
    /// The school has named the same tutor anew since, and there is a letter for that.
    package var isNamedAnew: Bool
    /// The school has closed, or is not open yet, by what is known now.
    package var isSchoolClosed: Bool
    /// The end of the placement that the letter is about.
    package var departure: Departure?
    /// Another e-mail for the same cause arrived, perhaps after it had counted as failed.
    package var hasArrived: Bool

    package init(
        purpose: Purpose, emailAddress: Personal<String>, tutorNow: Personal<String>? = nil,
        isNamedAnew: Bool = false, isSchoolClosed: Bool = false, departure: Departure? = nil, hasArrived: Bool = false
    ) {
        self.purpose = purpose
        self.emailAddress = emailAddress
        self.tutorNow = tutorNow
        self.isNamedAnew = isNamedAnew
        self.isSchoolClosed = isSchoolClosed
        self.departure = departure
        self.hasArrived = hasArrived
    }

    /// Why nobody is to have the letter any more; nil where it may be sent.
    package func reasonToWithhold(at now: Date) -> WithholdingReason? {
        if hasArrived { return .arrived }
        if let departure, departure.endsWelcome(at: now) { return .left }
        if isNamedAnew || isSuperseded(purpose, to: emailAddress, tutorNow: tutorNow) { return .superseded }
        return purpose == .inductionTutorAppointed && isSchoolClosed ? .schoolNotOpen : nil
    }
}
