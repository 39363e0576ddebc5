package import Vocabulary

/// What identity knows about one person. Dates of birth and national insurance numbers are held only as keyed digests.
package struct Person: Hashable, Sendable {
    package let trn: TRN
    package var standing: Standing
    /// Absent if the record was never seen in full.
    package var facts: Facts?
    package var digests: Digests
    /// The moment of the latest observation that was applied.
    package var observedAt: Instant

    package init(trn: TRN, standing: Standing, facts: Facts?, digests: Digests, observedAt: Instant) {
        self.trn = trn
        self.standing = standing
        self.facts = facts
        self.digests = digests
        self.observedAt = observedAt
    }

    /// The standing of the record in TRS.
    package enum Standing: Hashable, Sendable {
        case active
        case deactivated
        case merged(into: TRN)
        case notFound
    }

    package struct Facts: Hashable, Sendable {
        package var firstName: Personal<String>
        package var middleName: Personal<String>?
        package var lastName: Personal<String>
        package var qualifiedTeacherStatusAwardedOn: CalendarDate?
        package var induction: InductionRecord
        package var prohibition: Prohibition?

        package init(
            firstName: Personal<String>, middleName: Personal<String>?, lastName: Personal<String>,
            qualifiedTeacherStatusAwardedOn: CalendarDate?, induction: InductionRecord, prohibition: Prohibition?
        ) {
            self.firstName = firstName
            self.middleName = middleName
            self.lastName = lastName
            self.qualifiedTeacherStatusAwardedOn = qualifiedTeacherStatusAwardedOn
            self.induction = induction
            self.prohibition = prohibition
        }
    }

    package struct Digests: Hashable, Sendable {
        package var dateOfBirth: IdentityDigest?
        package var nationalInsuranceNumber: IdentityDigest?
        /// The key with which the digests are made, if it is known.
        package var keyID: LookupKeyID?

        package init(
            dateOfBirth: IdentityDigest? = nil, nationalInsuranceNumber: IdentityDigest? = nil,
            keyID: LookupKeyID? = nil
        ) {
            self.dateOfBirth = dateOfBirth
            self.nationalInsuranceNumber = nationalInsuranceNumber
            self.keyID = keyID
        }

        package var isEmpty: Bool { dateOfBirth == nil && nationalInsuranceNumber == nil }

        /// Returns whether equal digests mean equal values and different digests mean different values. An unknown key
        /// is assumed to be the same key.
        package func isComparable(with other: Digests) -> Bool {
            keyID == nil || other.keyID == nil || keyID == other.keyID
        }
    }
}
