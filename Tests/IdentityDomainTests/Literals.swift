import IdentityDomain
import Vocabulary

// Tests write values as literals; a wrong literal stops the test that contains it.

extension CalendarDate: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let date = CalendarDate(iso: value) else { preconditionFailure("\(value) is not a date") }
        self = date
    }
}

extension TRN: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let trn = TRN(exactly: value) else { preconditionFailure("\(value) is not a TRN") }
        self = trn
    }
}

extension IdentityDigest: ExpressibleByIntegerLiteral {
    /// Creates a digest that no other number has.
    public init(integerLiteral value: UInt64) { self.init(words: (value, 0, 0, 0)) }
}

extension Person.Facts {
    static func example(
        firstName: String = "Ada", middleName: String? = nil, lastName: String = "Byron",
        qualifiedOn: CalendarDate? = "2025-07-31", induction: InductionStatus = .inProgress,
        startedOn: CalendarDate? = nil, completedOn: CalendarDate? = nil, prohibition: Prohibition? = nil
    ) -> Person.Facts {
        Person.Facts(
            firstName: Personal(firstName), middleName: middleName.map { Personal($0) }, lastName: Personal(lastName),
            qualifiedTeacherStatusAwardedOn: qualifiedOn,
            induction: InductionRecord(status: induction, startedOn: startedOn, completedOn: completedOn),
            prohibition: prohibition)
    }
}

extension Person {
    static func example(
        standing: Standing = .active, facts: Facts? = .example(),
        digests: Digests = Digests(dateOfBirth: 1, nationalInsuranceNumber: 2), observedAt: Int = 100
    ) -> Person {
        Person(
            trn: "1234567", standing: standing, facts: facts, digests: digests,
            observedAt: Instant(millisecondsSinceEpoch: observedAt))
    }
}
