package import Foundation
package import Vocabulary

/// The events since an e-mail was requested that may make its letter untrue.
package struct Circumstances: Hashable, Sendable {
    package var purpose: Purpose
    package var emailAddress: Personal<String>
    /// The address of the tutor whom the school has now.
    package var tutorNow: Personal<String>?
    /// The school has since named the same tutor again, and there is a separate letter for that.
    package var isNamedAnew: Bool
    /// The school has closed, or is not open yet, by what is known now.
    package var isSchoolClosed: Bool
    /// The end of the placement that the letter is about.
    package var departure: Departure?
    /// Another e-mail for the same cause arrived, perhaps after it had been recorded as failed.
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

    /// Returns why the letter is not to be sent any more, or nil if it may be sent.
    package func reasonToWithhold(at now: Date) -> WithholdingReason? {
        if hasArrived { return .arrived }
        if let departure, departure.endsWelcome(at: now) { return .left }
        if isNamedAnew || isSuperseded(purpose, to: emailAddress, tutorNow: tutorNow) { return .superseded }
        return purpose == .inductionTutorAppointed && isSchoolClosed ? .schoolNotOpen : nil
    }
}
