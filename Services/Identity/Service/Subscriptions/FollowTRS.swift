import Events
import Foundation
import IdentityDomain
import Messaging
import Metrics
import Postgres
import Vocabulary

/// Applies what TRS says about persons, and publishes a change only if other services may know it and do not know it
/// yet.
struct FollowTRS: Sendable {
    let persons = PersonStore()
    let outbox: Outbox
    let now: @Sendable () -> Date

    /// Applies observations with one statement to load, one each for new and for known persons, and those of the outbox,
    /// however many observations there are.
    ///
    /// - Throws: `Poison` for an observation from the future, or for a version that represents a moment in the future:
    ///   it would outrank everything that TRS says about the person until then.
    func callAsFunction(
        _ observations: [(value: Observation, metadata: EventMetadata)], _ transaction: Transaction
    ) async throws {
        let moment = Instant(now())
        guard !observations.contains(where: { $0.value.observedAt.isFuture(at: moment) }) else {
            throw Poison("observedAt is in the future")
        }
        guard !observations.contains(where: { $0.metadata.versionMoment?.isFuture(at: moment) == true }) else {
            throw Poison("ce_sequence is in the future, as milliseconds since 1970")
        }
        let stored = try await persons.lock(Array(Set(observations.map(\.value.trn))), in: transaction)
        var known = stored
        var changed: [TRN: Person] = [:]
        changed.reserveCapacity(observations.count)
        var published: [OutboxEntry] = []
        published.reserveCapacity(observations.count)
        for (observation, metadata) in observations {
            let before = known[observation.trn]
            let isVersioned = metadata.sequence != nil
            guard let after = observing(observation, of: before, isVersioned: isVersioned) else {
                Counter(label: "persons_out_of_order_total").increment()
                continue
            }
            known[observation.trn] = after
            changed[observation.trn] = after
            guard after.differsPublicly(from: before) else { continue }
            published.append(OutboxEntry(TeacherUpdated(after), causedBy: metadata))
        }
        try await persons.insert(changed.values.filter { stored[$0.trn] == nil }, in: transaction)
        try await persons.overwrite(changed.values.filter { stored[$0.trn] != nil }, in: transaction)
        try await outbox.append(published, in: transaction)
    }
}

extension EventMetadata {
    /// The version, read as the moment that the contract of the topic defines it to be.
    fileprivate var versionMoment: Instant? {
        sequence.flatMap { Int(exactly: $0) }.map(Instant.init(millisecondsSinceEpoch:))
    }
}

extension Observation {
    init(_ event: PersonUpdated) {
        self.init(
            trn: event.trn,
            content: .snapshot(
                Person.Facts(
                    firstName: event.firstName, middleName: event.middleName, lastName: event.lastName,
                    qualifiedTeacherStatusAwardedOn: event.qualifiedTeacherStatusAwardedOn,
                    induction: event.induction, prohibition: event.prohibition),
                Person.Digests(
                    dateOfBirth: event.dateOfBirthDigest,
                    nationalInsuranceNumber: event.nationalInsuranceNumberDigest, keyID: event.lookupKeyID)),
            observedAt: event.observedAt)
    }

    init(_ event: PersonDeactivated) {
        self.init(trn: event.trn, content: .deactivated, observedAt: event.observedAt)
    }

    init(_ event: PersonReactivated) {
        self.init(trn: event.trn, content: .reactivated, observedAt: event.observedAt)
    }

    init(_ event: PersonMerged) {
        self.init(trn: event.trn, content: .merged(into: event.mergedInto), observedAt: event.observedAt)
    }

    init(_ event: PersonNotFound) {
        self.init(trn: event.trn, content: .notFound, observedAt: event.observedAt)
    }
}
