import Events
import Foundation
import IdentityDomain
import IdentityProof
import Vocabulary

/// One line of an import: a person in clear text, as JSON. Secret fields leave this service as a digest or not at all.
///
/// ```
/// {"trn":"1234567","firstName":"Ada","lastName":"Byron","dateOfBirth":"1999-01-31",
///  "nationalInsuranceNumber":"AB123456C","induction":{"status":"RequiredToComplete"}}
/// ```
struct PersonLine: Decodable {
    let type: String?
    let trn: String?
    let firstName: String?
    let middleName: String?
    let lastName: String?
    let dateOfBirth: String?
    let nationalInsuranceNumber: String?
    let qualifiedTeacherStatusAwardedOn: String?
    let induction: Induction?
    let prohibition: Prohibition?
    let mergedInto: String?
    let observedAt: String?

    struct Induction: Decodable {
        let status: String?
        let startedOn: String?
        let completedOn: String?
    }
}

/// The reason why a line cannot be used. It names the field and never its value.
struct PersonLineProblem: Error, Hashable, CustomStringConvertible {
    let description: String

    static func field(_ name: String, _ mustBe: String) -> PersonLineProblem {
        PersonLineProblem(description: "\(name) must be \(mustBe)")
    }
}

/// Turns lines into events.
struct PersonLineReader: Sendable {
    private let key: LookupKey
    /// The moment for lines that have no `observedAt`.
    private let now: Instant
    private let isObservedNow: Bool
    /// The moment of the last line about each person, by number. Grows with the number of persons, not of lines.
    private var latest: [UInt32: Instant] = [:]

    /// - Parameter isObservedNow: Whether every line is dated now, regardless of its `observedAt`.
    init(key: LookupKey, now: Instant, isObservedNow: Bool = false) {
        self.key = key
        self.now = now
        self.isObservedNow = isObservedNow
    }

    mutating func event(of json: some Collection<UInt8>) throws(PersonLineProblem) -> any PersonObservation {
        let line: PersonLine
        do {
            line = try JSONDecoder().decode(PersonLine.self, from: Data(json))
        } catch {
            throw PersonLineProblem(description: "is not a JSON object with the documented fields")
        }
        guard let trn = line.trn.flatMap(TRN.init(exactly:)) else { throw .field("trn", "seven digits") }
        let observedAt = isObservedNow ? nextMoment(of: trn) : try moment(line.observedAt)
        let event = try event(of: line, about: trn, at: observedAt)
        try takeTurn(of: trn, at: observedAt, isDated: line.observedAt != nil)
        return event
    }

    /// Records the moment of this line, which must be later than that of the previous line about the same person.
    ///
    /// The moment is the version of the event. If two events have the same moment, readers keep the first, but the
    /// compacted log keeps the last.
    private mutating func takeTurn(
        of trn: TRN, at observedAt: Instant, isDated: Bool
    ) throws(PersonLineProblem) {
        guard let number = UInt32(trn.rawValue) else { return }
        if let earlier = latest[number], earlier >= observedAt {
            throw .field(
                "observedAt",
                isDated
                    ? "later than in the lines before it about the same person"
                    : "given, since an earlier line speaks of the same person")
        }
        latest[number] = observedAt
    }

    /// Returns now, or one millisecond after the previous line about the same person, so that the later line in a file
    /// wins.
    private func nextMoment(of trn: TRN) -> Instant {
        guard let earlier = UInt32(trn.rawValue).flatMap({ latest[$0] }), earlier >= now else { return now }
        return Instant(millisecondsSinceEpoch: earlier.millisecondsSinceEpoch + 1)
    }

    private func event(
        of line: PersonLine, about trn: TRN, at observedAt: Instant
    ) throws(PersonLineProblem) -> any PersonObservation {
        switch line.type ?? "person" {
        case "person": return try snapshot(line, trn, observedAt)
        case "deactivated": return PersonDeactivated(trn: trn, observedAt: observedAt)
        case "reactivated": return PersonReactivated(trn: trn, observedAt: observedAt)
        case "not-found": return PersonNotFound(trn: trn, observedAt: observedAt)
        case "merged":
            guard let retained = line.mergedInto.flatMap(TRN.init(exactly:)), retained != trn else {
                throw .field("mergedInto", "another teacher reference number, of seven digits")
            }
            return PersonMerged(trn: trn, mergedInto: retained, observedAt: observedAt)
        default: throw .field("type", "person, merged, deactivated, reactivated or not-found")
        }
    }

    private func snapshot(
        _ line: PersonLine, _ trn: TRN, _ observedAt: Instant
    ) throws(PersonLineProblem) -> PersonUpdated {
        guard let firstName = line.firstName else { throw .field("firstName", "given, if only as a full stop") }
        guard let lastName = line.lastName else { throw .field("lastName", "given, if only as a full stop") }
        let status = try inductionStatus(line)
        return PersonUpdated(
            trn: trn, firstName: Personal(firstName), middleName: line.middleName.map { Personal($0) },
            lastName: Personal(lastName), dateOfBirthDigest: try dateOfBirth(line, trn),
            nationalInsuranceNumberDigest: try nationalInsuranceNumber(line, trn), lookupKeyID: key.id,
            qualifiedTeacherStatusAwardedOn: try date(
                line.qualifiedTeacherStatusAwardedOn, "qualifiedTeacherStatusAwardedOn"),
            induction: InductionRecord(
                status: status,
                startedOn: try date(line.induction?.startedOn, "induction.startedOn"),
                completedOn: try date(line.induction?.completedOn, "induction.completedOn")),
            prohibition: line.prohibition, observedAt: observedAt)
    }

    /// Of a status that is not known an event says that nothing bars the teacher. In a file it is a slip of the pen.
    private func inductionStatus(_ line: PersonLine) throws(PersonLineProblem) -> InductionStatus {
        let status = line.induction?.status.map(InductionStatus.init(rawValue:))
        guard let status, InductionStatus.known.contains(status) else {
            let known = InductionStatus.known.map(\.rawValue).joined(separator: ", ")
            throw .field("induction.status", "one of \(known)")
        }
        return status
    }

    private func dateOfBirth(_ line: PersonLine, _ trn: TRN) throws(PersonLineProblem) -> IdentityDigest? {
        try date(line.dateOfBirth, "dateOfBirth").map { key.digest(dateOfBirth: $0, of: trn) }
    }

    private func nationalInsuranceNumber(_ line: PersonLine, _ trn: TRN) throws(PersonLineProblem) -> IdentityDigest? {
        guard let text = line.nationalInsuranceNumber else { return nil }
        do {
            return key.digest(nationalInsuranceNumber: try NationalInsuranceNumber(parsing: text), of: trn)
        } catch {
            throw .field("nationalInsuranceNumber", "two letters, six digits and a letter from A to D")
        }
    }

    private func date(_ text: String?, _ field: String) throws(PersonLineProblem) -> CalendarDate? {
        guard let text else { return nil }
        guard let date = CalendarDate(iso: text) else { throw .field(field, "a date such as 1999-01-31") }
        return date
    }

    private func moment(_ text: String?) throws(PersonLineProblem) -> Instant {
        guard let text else { return now }
        guard let instant = Instant(rfc3339: text) else {
            throw .field("observedAt", "an instant such as 2026-01-01T00:00:00Z")
        }
        // A moment in the future would outrank everything that TRS says until then.
        guard instant.millisecondsSinceEpoch > 0, !instant.isFuture(at: now) else {
            throw .field("observedAt", "later than 1970 and not in the future")
        }
        return instant
    }
}
