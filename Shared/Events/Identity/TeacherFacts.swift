package import Vocabulary

/// The facts about a teacher that services may know: no date of birth, no national insurance number.
package struct TeacherFacts: Hashable, Codable, Sendable {
    package var firstName: Personal<String>
    package var lastName: Personal<String>
    package var qualifiedTeacherStatusAwardedOn: CalendarDate?
    package var induction: InductionRecord
    package var prohibition: Prohibition?

    package init(
        firstName: Personal<String>,
        lastName: Personal<String>,
        qualifiedTeacherStatusAwardedOn: CalendarDate? = nil,
        induction: InductionRecord,
        prohibition: Prohibition? = nil
    ) {
        self.firstName = firstName
        self.lastName = lastName
        self.qualifiedTeacherStatusAwardedOn = qualifiedTeacherStatusAwardedOn
        self.induction = induction
        self.prohibition = prohibition
    }
}
