package import Vocabulary

/// A person's whole public record in TRS, with keyed digests in place of date of birth and national insurance number.
package struct PersonUpdated: Event, Hashable {
    package static let type: EventType = "trs.person.updated"
    package static let topic = Topic.trsPerson

    package var trn: TRN
    package var firstName: Personal<String>
    package var middleName: Personal<String>?
    package var lastName: Personal<String>
    package var dateOfBirthDigest: IdentityDigest?
    package var nationalInsuranceNumberDigest: IdentityDigest?
    /// The lookup key that both digests are made with; nil if the publisher does not name it.
    package var lookupKeyID: LookupKeyID?
    package var qualifiedTeacherStatusAwardedOn: CalendarDate?
    package var induction: InductionRecord
    /// A prohibition from teaching that has not been lifted, whether or not it has ended since.
    package var prohibition: Prohibition?
    package var observedAt: Instant

    package var key: String { trn.rawValue }

    package init(
        trn: TRN,
        firstName: Personal<String>,
        middleName: Personal<String>? = nil,
        lastName: Personal<String>,
        dateOfBirthDigest: IdentityDigest? = nil,
        nationalInsuranceNumberDigest: IdentityDigest? = nil,
        lookupKeyID: LookupKeyID? = nil,
        qualifiedTeacherStatusAwardedOn: CalendarDate? = nil,
        induction: InductionRecord,
        prohibition: Prohibition? = nil,
        observedAt: Instant
    ) {
        self.trn = trn
        self.firstName = firstName
        self.middleName = middleName
        self.lastName = lastName
        self.dateOfBirthDigest = dateOfBirthDigest
        self.nationalInsuranceNumberDigest = nationalInsuranceNumberDigest
        self.lookupKeyID = lookupKeyID
        self.qualifiedTeacherStatusAwardedOn = qualifiedTeacherStatusAwardedOn
        self.induction = induction
        self.prohibition = prohibition
        self.observedAt = observedAt
    }
}
