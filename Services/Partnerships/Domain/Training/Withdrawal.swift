package import Vocabulary

/// A lead provider's report that it no longer trains the teacher.
package struct Withdrawal: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case leftTeachingProfession = "left-teaching-profession"
        case movedSchool = "moved-school"
        case mentorNoLongerBeingMentor = "mentor-no-longer-being-mentor"
        case switchedToSchoolLed = "switched-to-school-led"
        case changedLeadProvider = "changed-lead-provider"
        case other
    }

    package var reason: Reason
    package var at: Instant

    package init(reason: Reason, at: Instant) {
        self.reason = reason
        self.at = at
    }
}

/// A lead provider's report that the teacher is pausing training.
package struct Deferral: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case bereavement
        case longTermSickness = "long-term-sickness"
        case parentalLeave = "parental-leave"
        case careerBreak = "career-break"
        case other
    }

    package var reason: Reason
    package var at: Instant

    package init(reason: Reason, at: Instant) {
        self.reason = reason
        self.at = at
    }
}
