import IdentityDomain
import Testing
import Vocabulary

@Suite("Observing a person")
struct ObservingTests {
    private static let known = Person.example(observedAt: 100)

    private static func observation(_ content: Observation.Content, at moment: Int = 200) -> Observation {
        Observation(trn: "1234567", content: content, observedAt: Instant(millisecondsSinceEpoch: moment))
    }

    private static func snapshot(_ facts: Person.Facts = .example(), at moment: Int = 200) -> Observation {
        observation(.snapshot(facts, Person.Digests(dateOfBirth: 1, nationalInsuranceNumber: 2)), at: moment)
    }

    @Test func `a person appears and the others are told`() throws {
        let person = try #require(observing(Self.snapshot(), of: nil, isVersioned: true))

        #expect(person == .example(observedAt: 200))
        #expect(person.differsPublicly(from: nil))
    }

    @Test func `the same again moves the time and tells nobody`() throws {
        let person = try #require(observing(Self.snapshot(at: 300), of: Self.known, isVersioned: true))

        #expect(person == .example(observedAt: 300))
        #expect(!person.differsPublicly(from: Self.known))
    }

    @Test func `without a version what is older than the known changes nothing`() {
        let older = Self.snapshot(.example(lastName: "Lovelace"), at: 99)
        #expect(observing(older, of: Self.known, isVersioned: false) == nil)
        #expect(observing(Self.observation(.deactivated, at: 99), of: Self.known, isVersioned: false) == nil)
    }

    @Test func `a later version counts, whatever the moment`() {
        let person = observing(Self.observation(.deactivated, at: 99), of: Self.known, isVersioned: true)
        #expect(person?.standing == .deactivated)
    }

    @Test func `of one moment the later observation counts`() {
        let person = observing(Self.observation(.deactivated, at: 100), of: Self.known, isVersioned: false)
        #expect(person?.standing == .deactivated)
    }

    @Test(arguments: [
        Person.Facts.example(firstName: "Augusta"), .example(lastName: "Lovelace"), .example(qualifiedOn: nil),
        .example(induction: .passed), .example(startedOn: "2025-09-01"), .example(completedOn: "2026-07-31"),
        .example(prohibition: Prohibition()),
    ])
    func `a public fact that changed is told`(_ facts: Person.Facts) throws {
        let person = try #require(observing(Self.snapshot(facts), of: Self.known, isVersioned: true))

        #expect(person.differsPublicly(from: Self.known))
    }

    @Test func `middle names and digests are kept and told to nobody`() throws {
        let digests = Person.Digests(dateOfBirth: 7)
        let facts = Person.Facts.example(middleName: "King")
        let person = try #require(
            observing(Self.observation(.snapshot(facts, digests)), of: Self.known, isVersioned: true))

        #expect(person.facts?.middleName == Personal("King"))
        #expect(person.digests == digests)
        #expect(!person.differsPublicly(from: Self.known))
    }

    @Test(arguments: [
        (Observation.Content.deactivated, Person.Standing.deactivated), (.notFound, .notFound),
        (.merged(into: "7654321"), .merged(into: "7654321")),
    ])
    func `a record goes out of use with what was known of it`(
        _ content: Observation.Content, _ standing: Person.Standing
    ) throws {
        let person = try #require(observing(Self.observation(content), of: Self.known, isVersioned: true))

        #expect(person == .example(standing: standing, observedAt: 200))
        #expect(person.differsPublicly(from: Self.known))
    }

    @Test func `a record is out of use before it was ever seen whole`() throws {
        let person = try #require(observing(Self.observation(.deactivated), of: nil, isVersioned: true))

        #expect(person == .example(standing: .deactivated, facts: nil, digests: Person.Digests(), observedAt: 200))
        #expect(person.differsPublicly(from: nil))
    }

    @Test func `a record comes back into use`() throws {
        let retired = Person.example(standing: .deactivated)
        let person = try #require(observing(Self.snapshot(), of: retired, isVersioned: true))

        #expect(person.standing == .active)
        #expect(person.differsPublicly(from: retired))
    }

    @Test func `nothing of a person prints`() {
        let printed = "\(Person.example(facts: .example(middleName: "King")))"

        #expect(["Ada", "King", "Byron", "1234567"].allSatisfy { !printed.contains($0) })
    }
}
