import IdentityDomain
import Testing
import Vocabulary

@Suite("Answering a lookup")
struct AnsweringLookupTests {
    private static let today: CalendarDate = "2026-09-01"
    private static let right = Person.Digests(dateOfBirth: 1)
    private static let wrong = Person.Digests(dateOfBirth: 99, nationalInsuranceNumber: 98)

    private func answer(_ digests: Person.Digests, about person: Person?) -> LookupAnswer {
        answering(Claim(trn: "1234567", digests: [digests]), about: person, today: Self.today)
    }

    @Test(arguments: [right, wrong, Person.Digests()])
    func `a number that TRS never spoke of is unknown whatever else is claimed`(_ claimed: Person.Digests) {
        #expect(answer(claimed, about: nil) == .unknown)
    }

    @Test(arguments: [
        (Person.Standing.notFound, LookupAnswer.unknown), (.deactivated, .deactivated),
        (.merged(into: "7654321"), .merged(into: "7654321")),
    ])
    func `a record out of use is told by its number alone`(_ standing: Person.Standing, _ expected: LookupAnswer) {
        let person = Person.example(standing: standing, facts: .example(induction: .passed))

        #expect(answer(Self.right, about: person) == expected)
        #expect(answer(Self.wrong, about: person) == expected)
    }

    @Test func `an active record that was never seen whole is unknown`() {
        #expect(answer(Self.right, about: .example(facts: nil)) == .unknown)
    }

    @Test(arguments: [
        (Person.Digests(dateOfBirth: 1), LookupAnswer.Proof.dateOfBirth),
        (Person.Digests(dateOfBirth: 1, nationalInsuranceNumber: 98), .dateOfBirth),
        (Person.Digests(dateOfBirth: 1, nationalInsuranceNumber: 2), .dateOfBirth),
        (Person.Digests(dateOfBirth: 99, nationalInsuranceNumber: 2), .nationalInsuranceNumber),
        (Person.Digests(nationalInsuranceNumber: 2), .nationalInsuranceNumber),
    ])
    func `either proof is enough and the date of birth comes first`(
        _ claimed: Person.Digests, _ proof: LookupAnswer.Proof
    ) {
        #expect(answer(claimed, about: .example()) == .found(.example(), by: proof, bar: nil))
    }

    @Test(arguments: [
        wrong, Person.Digests(), Person.Digests(dateOfBirth: 2), Person.Digests(nationalInsuranceNumber: 1),
    ])
    func `a claim that proves nothing does not match`(_ claimed: Person.Digests) {
        #expect(answer(claimed, about: .example()) == .notMatched)
    }

    @Test func `what TRS does not have is matched by nothing`() {
        #expect(answer(Person.Digests(), about: .example(digests: Person.Digests())) == .notMatched)
        #expect(answer(Self.right, about: .example(digests: Person.Digests())) == .notMatched)
    }

    struct KeyCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// For each key, a digest that is right or wrong under it.
        let claimed: [Person.Digests]
        let knownUnder: LookupKeyID?
        let answer: LookupAnswer
    }

    static let (old, new) = (LookupKeyID(1), LookupKeyID(2))
    private static let found = LookupAnswer.found(.example(), by: .dateOfBirth, bar: nil)

    static let keyCases = [
        KeyCase(
            testDescription: "a claim under the key of the person matches",
            claimed: [Person.Digests(dateOfBirth: 1, keyID: new)], knownUnder: new, answer: found),
        KeyCase(
            testDescription: "a claim under the key of the person does not match",
            claimed: [Person.Digests(dateOfBirth: 9, keyID: new)], knownUnder: new, answer: .notMatched),
        KeyCase(
            testDescription: "of several the one under the key of the person counts",
            claimed: [Person.Digests(dateOfBirth: 9, keyID: new), Person.Digests(dateOfBirth: 1, keyID: old)],
            knownUnder: old, answer: found),
        KeyCase(
            testDescription: "what matches under another key does not match",
            claimed: [Person.Digests(dateOfBirth: 1, keyID: new), Person.Digests(dateOfBirth: 9, keyID: old)],
            knownUnder: old, answer: .notMatched),
        KeyCase(
            testDescription: "a claim under other keys alone cannot be compared",
            claimed: [Person.Digests(dateOfBirth: 1, keyID: new)], knownUnder: old, answer: .notComparable),
        KeyCase(
            testDescription: "who claims nothing under another key does not match",
            claimed: [Person.Digests(keyID: new)], knownUnder: old, answer: .notMatched),
        KeyCase(
            testDescription: "a person without a key is compared with every claim",
            claimed: [Person.Digests(dateOfBirth: 9, keyID: new), Person.Digests(dateOfBirth: 1, keyID: old)],
            knownUnder: nil, answer: found),
        KeyCase(
            testDescription: "a claim without a key is compared with every person",
            claimed: [Person.Digests(dateOfBirth: 1)], knownUnder: old, answer: found),
    ]

    @Test(arguments: keyCases)
    func `digests are compared under one key`(each: KeyCase) {
        let known = Person.Digests(dateOfBirth: 1, nationalInsuranceNumber: 2, keyID: each.knownUnder)
        let claim = Claim(trn: "1234567", digests: each.claimed)

        #expect(answering(claim, about: .example(digests: known), today: Self.today) == each.answer)
    }

    @Test(arguments: [InductionStatus.passed, .exempt, .failed])
    func `a bar is not told to somebody who proved nothing`(_ status: InductionStatus) {
        let person = Person.example(facts: .example(induction: status, prohibition: Prohibition()))

        #expect(answer(Self.wrong, about: person) == .notMatched)
    }

    @Test(arguments: [
        (InductionStatus.passed, LookupAnswer.Bar.inductionPassed), (.exempt, .inductionExempt),
        (.failed, .inductionFailed),
    ])
    func `induction that was passed, excused or failed bars`(_ status: InductionStatus, _ bar: LookupAnswer.Bar) {
        let facts = Person.Facts.example(qualifiedOn: nil, induction: status)

        #expect(answer(Self.right, about: .example(facts: facts)) == .found(facts, by: .dateOfBirth, bar: bar))
    }

    @Test(arguments: [
        InductionStatus.none, .requiredToComplete, .inProgress, .failedInWales, .other("Paused"),
    ])
    func `no other induction bars`(_ status: InductionStatus) {
        let facts = Person.Facts.example(qualifiedOn: nil, induction: status)

        #expect(answer(Self.right, about: .example(facts: facts)) == .found(facts, by: .dateOfBirth, bar: nil))
    }

    @Test(arguments: [
        (Prohibition(), true), (Prohibition(endsOn: "2026-09-02"), true), (Prohibition(endsOn: "2026-09-01"), false),
        (Prohibition(endsOn: "2020-01-01"), false),
    ])
    func `a prohibition bars until the day on which it ends`(_ prohibition: Prohibition, _ bars: Bool) {
        let facts = Person.Facts.example(prohibition: prohibition)

        #expect(
            answer(Self.right, about: .example(facts: facts))
                == .found(facts, by: .dateOfBirth, bar: bars ? .prohibited : nil))
    }

    @Test(arguments: [
        (InductionStatus.passed, LookupAnswer.Bar.inductionPassed), (.exempt, .inductionExempt),
        (.failed, .inductionFailed), (.failedInWales, .prohibited),
    ])
    func `of several bars induction is named first`(_ status: InductionStatus, _ bar: LookupAnswer.Bar) {
        let facts = Person.Facts.example(induction: status, prohibition: Prohibition())

        #expect(answer(Self.right, about: .example(facts: facts)) == .found(facts, by: .dateOfBirth, bar: bar))
    }
}
