package import Vocabulary

/// Digests of what is claimed of a person, and the lookup key that they are made with.
package struct KeyedDigests: Hashable, Codable, Sendable {
    package var lookupKeyID: LookupKeyID
    package var dateOfBirthDigest: IdentityDigest?
    package var nationalInsuranceNumberDigest: IdentityDigest?

    package init(
        lookupKeyID: LookupKeyID, dateOfBirthDigest: IdentityDigest?, nationalInsuranceNumberDigest: IdentityDigest?
    ) {
        self.lookupKeyID = lookupKeyID
        self.dateOfBirthDigest = dateOfBirthDigest
        self.nationalInsuranceNumberDigest = nationalInsuranceNumberDigest
    }
}
