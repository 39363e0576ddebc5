import Foundation
import Hummingbird
import Testing

@testable import Web

struct JSONTextTests {
    @Test(arguments: ["", "plain", "\"quoted\"", "back\\slash", "a\nb\rc\td", "\u{0}\u{1F}", "é漢🎓", "</script>"])
    func `a text survives its way through JSON`(text: String) throws {
        let decoded = try JSONDecoder().decode(String.self, from: Data(jsonText(text).utf8))
        #expect(decoded == text)
    }

    @Test func `stored documents are answered as they are`() {
        let one = Array(#"{"a": 1}"#.utf8)
        #expect(String(buffer: StoredJSON(one, under: "data").body) == #"{"data":{"a": 1}}"#)
        #expect(String(buffer: StoredJSON(list: [one, one], under: "data").body) == #"{"data":[{"a": 1},{"a": 1}]}"#)
        #expect(String(buffer: StoredJSON(list: [[UInt8]](), under: "data").body) == #"{"data":[]}"#)
    }

    @Test func `problems hold their details in order`() {
        let problem = Problem(
            .unprocessableContent,
            errors: [
                .init(title: "cohort", detail: "No \"such\" cohort."), .init(title: "school_id", detail: "Unknown."),
            ])
        #expect(
            String(buffer: problem.body.body)
                == #"{"errors":[{"title":"cohort","detail":"No \"such\" cohort."},{"title":"school_id","detail":"Unknown."}]}"#
        )
    }
}
