import Foundation
import Testing
import Vocabulary

@Suite("National insurance numbers")
struct NationalInsuranceNumberTests {
    @Test(arguments: [("AB123456C", "AB123456C"), (" ab 12 34 56 d ", "AB123456D"), ("ab\u{a0}123456a", "AB123456A")])
    func `case and blanks do not count`(_ typed: String, _ normalised: String) throws {
        #expect(try NationalInsuranceNumber(parsing: typed).normalised == normalised)
    }

    @Test(
        arguments: [
            "A", "AB12345C", "AB1234567", "AB123456E", "AB1234567C", "1B123456C", "DA123456A", "FA123456A", "IA123456A",
            "QA123456A", "UA123456A", "VA123456A", "AD123456A", "AF123456A", "AI123456A", "AO123456A", "AQ123456A",
            "AU123456A",
            "AV123456A", "BG123456A", "GB123456A", "NK123456A", "KN123456A", "TN123456A", "NT123456A", "ZZ123456A",
            "AB12345٣C",
            "ÀB123456C",
        ])
    func `a number that was never issued is refused`(_ typed: String) {
        #expect(throws: NationalInsuranceNumberProblem.wrongFormat) { try NationalInsuranceNumber(parsing: typed) }
    }

    @Test(arguments: ["OA123456A", "TA123456B"])
    func `letters that only the second place forbids are fine in the first`(_ typed: String) throws {
        _ = try NationalInsuranceNumber(parsing: typed)
    }

    @Test func `blank is missing, and none is printed`() throws {
        #expect(throws: NationalInsuranceNumberProblem.missing) { try NationalInsuranceNumber(parsing: " \n") }
        #expect("\(try NationalInsuranceNumber(parsing: "AB123456C"))" == "[personal]")
    }
}

@Suite("Dates of birth")
struct DateOfBirthTests {
    @Test(arguments: ["1926-09-01", "2008-09-01", "1977-02-03"])
    func `exactly eighteen and exactly a hundred years are accepted`(_ text: String) throws {
        #expect(try DateOfBirth(parsing: text, today: today()).normalised == text)
    }

    @Test(
        arguments: [
            ("", DateOfBirthProblem.missing), (" ", .missing), ("1977-02-30", .notADate), ("03/02/1977", .notADate),
            ("1926-08-31", .tooLongAgo), ("2008-09-02", .tooRecent), ("2999-01-01", .tooRecent),
        ])
    func `other dates say what is wrong`(_ text: String, _ problem: DateOfBirthProblem) {
        #expect(throws: problem) { try DateOfBirth(parsing: text, today: today()) }
    }

    private func today() throws -> CalendarDate {
        try #require(CalendarDate(iso: "2026-09-01"))
    }
}

@Suite("E-mail addresses")
struct EmailAddressTests {
    @Test(
        arguments: [
            "a@b.co", "first.last+tag@sub.example.org", "o'neill@school.sch.uk", "UPPER@EXAMPLE.COM",
            "x@a--b.com", "x@xn--bcher-kva.example", "x@example.xn--p1ai", "!#$%&'*+/=?^_`{|}~-@example.com", "1@1.com",
            ".dot@example.com",
        ])
    func `an address that Notify takes is taken`(_ text: String) throws {
        #expect(try EmailAddress(parsing: " \(text) ").rawValue == text)
    }

    @Test(
        arguments: [
            "a", "@", "a@", "@b.co", "a@b", "a@@b.co", "a@b@c.co", "a..b@c.de", "a@b..de", "a@.b.de", "a@b.de.",
            "a b@c.de", "a\\b@c.de",
            "\"a b\"@c.de", "a@b_c.de", "a@-b.de", "a@b-.de", "a@b---c.de", "a@b.c", "a@127.0.0.1", "a@[127.0.0.1]",
            "ä@b.de",
            "a@bücher.de", "a@b.de\u{0}x", "a,b@c.de", "a@b.d1", "a@\(String(repeating: "b", count: 64)).de",
            "a@\(String(repeating: "b.", count: 126))de", "\(String(repeating: "a", count: 315))@bc.de",
        ])
    func `an address that Notify would refuse is refused`(_ text: String) {
        #expect(throws: EmailAddressProblem.wrongFormat) { try EmailAddress(parsing: text) }
    }

    @Test func `two that differ in case are one, and none is printed`() throws {
        let (one, other) = (try EmailAddress(parsing: "A@b.co"), try EmailAddress(parsing: "a@B.CO"))

        #expect(Set([one, other]).count == 1)
        #expect("\(one)" == "[personal]")
        #expect(throws: EmailAddressProblem.missing) { try EmailAddress(parsing: "") }
    }
}

@Suite("Names of people")
struct PersonNameTests {
    @Test func `blanks are squeezed and nothing else is changed`() throws {
        #expect(
            try PersonName(parsing: "  Zoë \t van\u{0}der\n Berg-O'Neill III ").rawValue
                == "Zoë van der Berg-O'Neill III")
        #expect(try PersonName(parsing: String(repeating: "é", count: 70)).rawValue.count == 70)
    }

    @Test(arguments: [
        ("a" + String(repeating: "\u{301}", count: 70), .tooLong), ("", PersonNameProblem.missing),
        (" \u{0} ", .missing), (String(repeating: "a", count: 71), .tooLong),
    ])
    func `a blank or a very long name is refused`(_ text: String, _ problem: PersonNameProblem) {
        #expect(throws: problem) { try PersonName(parsing: text) }
    }

    @Test(
        arguments: [
            ("Zoe B", "Ann", "Lee", "Zoe B"), (nil, "Ann", "Lee", "Ann Lee"), (" ", "Ann", ".", "Ann"),
            (nil, ".", " Lee ", "Lee"),
            (nil, ".", "", "Unknown"), (nil, nil, nil, "Unknown"),
        ] as [(String?, String?, String?, String)])
    func `the name to show is the correction, else that of TRS`(
        _ corrected: String?, _ first: String?, _ last: String?, _ shown: String
    ) {
        #expect(PersonName.displayName(corrected: corrected, first: first, last: last) == shown)
    }
}

@Suite("Facts about teachers")
struct TeacherFactTests {
    @Test(
        arguments: [(nil, true), ("2026-09-02", true), ("2026-09-01", false), ("2026-08-31", false)]
            as [(String?, Bool)])
    func `a prohibition holds until the day on which it ends`(_ endsOn: String?, _ inForce: Bool) throws {
        let today = try #require(CalendarDate(iso: "2026-09-01"))

        #expect(Prohibition(endsOn: endsOn.flatMap { CalendarDate(iso: $0) }).isInForce(on: today) == inForce)
    }

    @Test(arguments: [#"{"endsOn":"31/12/2030"}"#, #"{"endsOn":""}"#, #"{"endsOn":7}"#, #"{"endsOn":null}"#, "{}"])
    func `a prohibition whose end cannot be read has none`(json: String) throws {
        #expect(try JSONDecoder().decode(Prohibition.self, from: Data(json.utf8)) == Prohibition())
    }

    @Test func `a status that TRS adds is kept as it is`() throws {
        let words = InductionStatus.known.map(\.rawValue) + ["Paused"]
        let json = try JSONEncoder().encode(words)

        #expect(try JSONEncoder().encode(JSONDecoder().decode([InductionStatus].self, from: json)) == json)
        #expect(InductionStatus(rawValue: "Paused") == .other("Paused"))
    }

    @Test func `personal data travels as it is and does not print`() throws {
        let name = Personal("Grace")
        var dumped = ""
        dump(name, to: &dumped)

        #expect(String(decoding: try JSONEncoder().encode([name]), as: UTF8.self) == #"["Grace"]"#)
        #expect(
            ["\(name)", String(reflecting: name), dumped].allSatisfy {
                $0.contains("[personal]") && !$0.contains("Grace")
            })
    }
}
