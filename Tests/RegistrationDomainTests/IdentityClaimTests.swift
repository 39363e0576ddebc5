import RegistrationDomain
import Testing
import Vocabulary

@Suite("Claiming to know a teacher")
struct IdentityClaimTests {
    @Test(
        arguments: [
            ("1999-01-31", nil), (nil, "AA123456C"), ("1999-01-31", "AA123456A"), ("1999-01-31", ""),
            (" ", "aa 12 34 56 a"),
        ] as [(String?, String?)])
    func `a date of birth, a national insurance number or both can be claimed`(date: String?, number: String?) {
        #expect(throws: Never.self) {
            try IdentityClaim(dateOfBirth: date, nationalInsuranceNumber: number, today: World.today)
        }
    }

    @Test(
        arguments: [
            (nil, nil, ["missing"]), ("", " ", ["missing"]),
            ("31/01/1999", nil, ["not-a-date"]), ("1999-02-30", nil, ["not-a-date"]),
            ("1926-11-24", nil, ["date-of-birth-too-long-ago"]), ("1926-11-25", nil, []),
            ("2008-11-26", nil, ["date-of-birth-too-recent"]), ("2008-11-25", nil, []),
            (nil, "QQ123456C", ["not-a-national-insurance-number"]),
            (nil, "AA123456E", ["not-a-national-insurance-number"]),
            ("1999-02-30", "nonsense", ["not-a-date", "not-a-national-insurance-number"]),
            ("1999-02-30", "AA123456A", ["not-a-date"]),
        ] as [(String?, String?, [String])])
    func `everything that is claimed has to be readable`(date: String?, number: String?, codes: [String]) {
        var found: [String] = []
        do throws(UnreadableClaim) {
            _ = try IdentityClaim(dateOfBirth: date, nationalInsuranceNumber: number, today: World.today)
        } catch {
            found = error.reasons.map(\.code)
        }

        #expect(found == codes)
    }
}
