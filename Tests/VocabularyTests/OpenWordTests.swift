import Foundation
import Testing
import Vocabulary

@Suite("Words of lists that may grow")
struct OpenWordTests {
    @Test(arguments: ["full_time", "part_time", "term_time", "", "FULL_TIME", "\u{0}"])
    func `a word is written again as it was read`(_ word: String) throws {
        let json = try JSONEncoder().encode([word])

        let read = try JSONDecoder().decode([OpenWord<WorkingPattern>].self, from: json)

        #expect(read == [OpenWord(rawValue: word)])
        #expect(try JSONEncoder().encode(read) == json)
        #expect(read.first?.known == WorkingPattern(rawValue: word))
    }

    @Test func `a known word is understood`() throws {
        #expect(try OpenWord.known(WorkingPattern.fullTime).understood(as: "pattern") == .fullTime)
    }

    @Test func `an unknown word says where it stands, which ones are known and what to do, and never itself`() {
        let word = OpenWord<WorkingPattern>(rawValue: "SECRET")

        let problem = #expect(throws: UnknownWord.self) { try word.understood(as: "teacher.pattern") }

        #expect(
            problem?.description == """
                teacher.pattern has a word that this version does not know; it knows full_time, part_time. Deploy the \
                version that knows it, then replay
                """)
    }

    @Test(arguments: ["7", "null", "{}", "[]", "true"])
    func `what is no text is no word`(_ json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([OpenWord<WorkingPattern>].self, from: Data("[\(json)]".utf8))
        }
    }
}
