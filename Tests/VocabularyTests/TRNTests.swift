import Foundation
import Testing
import Vocabulary

@Suite("Teacher reference numbers")
struct TRNTests {
    @Test(
        arguments: [
            ("1234567", "1234567"), ("12345", "0012345"), ("123456", "0123456"), ("RP99/12345", "9912345"),
            ("  R P 99 / 1234", "0991234"), ("12-34-567", "1234567"), ("٣12345", "0012345"),
        ])
    func `every digit counts, and zeros make up seven`(_ typed: String, _ trn: String) throws {
        #expect(try TRN(parsing: typed).rawValue == trn)
    }

    @Test(
        arguments: [
            ("", TRNProblem.missing), ("  \n", .missing), ("1234", .tooFewDigits), ("abc", .tooFewDigits),
            ("12345678", .tooManyDigits), ("RP99/123457", .tooManyDigits),
        ])
    func `a text with too few or too many digits is none`(_ typed: String, _ problem: TRNProblem) {
        #expect(throws: problem) { try TRN(parsing: typed) }
    }

    @Test(arguments: ["", "123456", "12345678", "123456a", " 1234567", "١٢٣٤٥٦٧", "1234567\u{0}"])
    func `only seven digits are exact`(_ text: String) {
        #expect(TRN(exactly: text) == nil)
    }

    @Test func `a number is never printed whole`() throws {
        let trn = try TRN(parsing: "1234567")
        var dumped = ""
        dump([trn], to: &dumped)

        for text in ["\(trn)", String(reflecting: trn), "\([trn])", dumped] {
            #expect(!text.contains("1234567") && !text.contains("12345"))
        }
        #expect("\(trn)" == "TRN(•••••67)")
    }

    @Test func `JSON holds the number as text and nothing else is read`() throws {
        let trn = try TRN(parsing: "0012345")
        #expect(String(decoding: try JSONEncoder().encode([trn]), as: UTF8.self) == #"["0012345"]"#)
        #expect(try JSONDecoder().decode([TRN].self, from: Data(#"["0012345"]"#.utf8)) == [trn])

        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([TRN].self, from: Data(#"["9912"]"#.utf8))
        }
        #expect(!String(reflecting: error).contains("9912"))
    }
}

@Suite("Unique reference numbers of establishments")
struct URNTests {
    @Test(arguments: [("123456", "123456"), (" 12345\t", "12345")])
    func `blanks around a number do not count`(_ typed: String, _ urn: String) throws {
        #expect(try URN(parsing: typed).rawValue == urn)
    }

    @Test(arguments: [
        ("", URNProblem.missing), (" ", .missing), ("1234", .wrongFormat), ("1234567", .wrongFormat),
        ("12 345", .wrongFormat), ("12345a", .wrongFormat),
    ])
    func `anything but five or six digits is none`(_ typed: String, _ problem: URNProblem) {
        #expect(throws: problem) { try URN(parsing: typed) }
    }
}
