import Events
import Foundation
import Testing
import Vocabulary

@Suite("Reading the JSON of events")
struct EventCodingTests {
    @Test(
        arguments: [
            ("", UnreadableEvent.Cause.notJSON, nil),
            ("not JSON", .notJSON, nil),
            ("[]", .wrongType, nil),
            ("null", .missing, nil),
            ("{}", .missing, "trn"),
            (#"{"trn":null}"#, .missing, "trn"),
            (#"{"trn":1234567}"#, .wrongType, "trn"),
            (#"{"trn":"123456"}"#, .malformed, "trn"),
            (#"{"trn":"1234567","mergedInto":"7654321","observedAt":"yesterday"}"#, .malformed, "observedAt"),
            (#"{"trn":"1234567","mergedInto":{"trn":"7654321"}}"#, .wrongType, "mergedInto"),
        ] as [(String, UnreadableEvent.Cause, String?)])
    func `what cannot be read says which field and why`(
        _ json: String, _ cause: UnreadableEvent.Cause, _ field: String?
    ) {
        #expect(throws: UnreadableEvent(cause: cause, field: field)) {
            try EventCoding.decode(PersonMerged.self, from: Array(json.utf8))
        }
    }

    @Test func `a command is read whatever it looks like`() throws {
        func read(_ json: String) throws -> RegisterECT {
            try EventCoding.decode(RegisterECT.self, from: Array(json.utf8))
        }

        #expect(try read("not JSON") == .blank)
        #expect(try read("[]") == .blank)
        #expect(try read("{}") == .blank)
        let odd = try read(#"{"commandID":7,"urn":100001.5,"trn":null,"startedOn":true,"workingPattern":{}}"#)
        #expect(odd.commandID == "7")
        #expect(odd.urn == "100001.5")
        #expect(odd.trn == nil)
        #expect(odd.startedOn == "true")
        #expect(odd.workingPattern == "\u{FFFD}\u{1A}")
    }

    @Test func `a problem deep in an event is found by its way`() {
        let json = #"{"trn":"1234567","status":"active","facts":{"firstName":"A","lastName":"B","induction":{}}}"#

        #expect(throws: UnreadableEvent(cause: .missing, field: "facts.induction.status")) {
            try EventCoding.decode(TeacherUpdated.self, from: Array(json.utf8))
        }
    }

    @Test func `a problem never repeats the value`() throws {
        let json = #"{"trn":"SECRET","status":"SECRET"}"#

        let problem = #expect(throws: UnreadableEvent.self) {
            try EventCoding.decode(TeacherUpdated.self, from: Array(json.utf8))
        }

        #expect(!String(reflecting: problem).contains("SECRET"))
    }

    @Test(
        arguments: [
            Noise("a million brackets", Array(repeating: UInt8(ascii: "["), count: 1_000_000)),
            Noise("a million bytes of 0xFF", Array(repeating: 0xFF, count: 1_000_000)),
            Noise("a UTF-8 byte order mark", [0xEF, 0xBB, 0xBF]),
            Noise("a UTF-16 byte order mark", [0xFE, 0xFF]),
            Noise("a zero byte", [0x00]),
            Noise("a lone surrogate", Array("\"\\uD800\"".utf8)),
            Noise("a number without end", Array("1e999999".utf8)),
        ])
    func `noise is refused`(_ noise: Noise) {
        #expect(throws: UnreadableEvent.self) {
            try EventCoding.decode(PersonUpdated.self, from: noise.bytes)
        }
    }

    @Test func `an event does not print the person that it is about`() throws {
        let event = PersonUpdated(
            trn: try TRN(parsing: "1234567"), firstName: Personal("Grace"), lastName: Personal("Hopper"),
            induction: InductionRecord(status: .none), observedAt: Instant(Date(timeIntervalSince1970: 0)))
        var dumped = ""
        dump(event, to: &dumped)

        for text in [dumped, "\(event)", String(reflecting: event)] {
            #expect(!text.contains("Grace") && !text.contains("Hopper") && !text.contains("1234567"))
        }
    }
}

/// Bytes with a name, so that a report does not print a million of them.
struct Noise: CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]

    init(_ description: String, _ bytes: [UInt8]) {
        testDescription = description
        self.bytes = bytes
    }
}
