package import Vocabulary

/// Digests of the claims about a person, and the lookup key that the digests are made with.
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
