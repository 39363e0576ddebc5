package import Foundation
package import Vocabulary

/// A question whether the person with this number has the given date of birth or national insurance number.
package struct LookupRequested: Event, Hashable {
    package static let type: EventType = "identity.lookup.requested"
    package static let topic = Topic.lookupRequest

    package var requestID: UUID
    package var trn: TRN
    package var dateOfBirthDigest: IdentityDigest?
    package var nationalInsuranceNumberDigest: IdentityDigest?
    /// The lookup key that both digests are made with; nil if the sender does not name it.
    package var lookupKeyID: LookupKeyID?
    /// The same claim under earlier lookup keys, for as long as persons are known under these keys.
    package var underEarlierKeys: [KeyedDigests]?
    /// The process that waits for the reply.
    package var replyTo: UUID
    /// The time at which the round of questions ends. A reply that arrives later is useful if the same question is
    /// asked again.
    package var deadline: Instant

    package var key: String { trn.rawValue }

    package init(
        requestID: UUID,
        trn: TRN,
        dateOfBirthDigest: IdentityDigest? = nil,
        nationalInsuranceNumberDigest: IdentityDigest? = nil,
        lookupKeyID: LookupKeyID? = nil,
        underEarlierKeys: [KeyedDigests]? = nil,
        replyTo: UUID,
        deadline: Instant
    ) {
        self.requestID = requestID
        self.trn = trn
        self.dateOfBirthDigest = dateOfBirthDigest
        self.nationalInsuranceNumberDigest = nationalInsuranceNumberDigest
        self.lookupKeyID = lookupKeyID
        self.underEarlierKeys = underEarlierKeys
        self.replyTo = replyTo
        self.deadline = deadline
    }
}
