import Events
import Foundation
import IdentityDomain
import Kafka
import Messaging
import Metrics
import Postgres
import Vocabulary

/// Answers lookups in batches, as they arrive.
///
/// An answer changes nothing in identity, so it is sent without the outbox and before the request is marked as read. A
/// requester that receives no answer asks again.
struct AnswerLookups: Sendable {
    let persons = PersonStore()
    let database: Database
    /// Sends records and returns once the broker has acknowledged them.
    let send: @Sendable ([OutgoingRecord]) async throws -> Void
    let now: @Sendable () -> Date

    func callAsFunction(_ requests: [Received<LookupRequested>]) async throws {
        let moment = now()
        // Nobody waits for expired requests any more: answering them would only delay the others.
        let awaited = requests.filter { $0.event.deadline.date.addingTimeInterval(Self.clockSkew) > moment }
        count("expired", requests.count - awaited.count)
        guard !awaited.isEmpty else { return }
        let known = try await persons.load(Array(Set(awaited.map(\.event.trn))), from: database)
        let today = CalendarDate.inLondon(at: moment)
        let answers = awaited.map { request in
            let answer = answering(Claim(request.event), about: known[request.event.trn], today: today)
            return (LookupAnswered(answer, to: request.event), request.metadata)
        }
        try await send(try answers.map { try record($0, causedBy: $1, at: moment) })
        for (answer, _) in answers { count(answer.result.rawValue, 1) }
    }

    /// The difference allowed between clocks. A deadline follows the clock of the requester. If that clock is behind
    /// this one, discarding requests by this clock alone would leave all of them unanswered.
    private static let clockSkew: TimeInterval = 600

    private func record(
        _ answer: LookupAnswered, causedBy request: EventMetadata, at moment: Date
    ) throws -> OutgoingRecord {
        let context = MessageContext(handling: request)
        let metadata = EventMetadata(
            id: UUID.version7(), time: moment, correlationID: context.correlationID,
            causationID: context.causationID, traceparent: context.traceparent)
        return try OutgoingRecord(answer, metadata, from: "identity")
    }

    private func count(_ result: String, _ number: Int) {
        guard number > 0 else { return }
        Counter(label: "lookups_total", dimensions: [("result", result)]).increment(by: number)
    }
}

extension Claim {
    fileprivate init(_ request: LookupRequested) {
        let current = Person.Digests(
            dateOfBirth: request.dateOfBirthDigest, nationalInsuranceNumber: request.nationalInsuranceNumberDigest,
            keyID: request.lookupKeyID)
        let earlier = (request.underEarlierKeys ?? []).map {
            Person.Digests(
                dateOfBirth: $0.dateOfBirthDigest, nationalInsuranceNumber: $0.nationalInsuranceNumberDigest,
                keyID: $0.lookupKeyID)
        }
        self.init(trn: request.trn, digests: [current] + earlier)
    }
}
