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
    /// The process that waits for the reply.
    package var replyTo: UUID
    /// Nobody waits for the reply after this instant.
    package var deadline: Instant

    package var key: String { trn.rawValue }

    package init(
        requestID: UUID,
        trn: TRN,
        dateOfBirthDigest: IdentityDigest? = nil,
        nationalInsuranceNumberDigest: IdentityDigest? = nil,
        replyTo: UUID,
        deadline: Instant
    ) {
        self.requestID = requestID
        self.trn = trn
        self.dateOfBirthDigest = dateOfBirthDigest
        self.nationalInsuranceNumberDigest = nationalInsuranceNumberDigest
        self.replyTo = replyTo
        self.deadline = deadline
    }
}
