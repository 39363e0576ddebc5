import Foundation
import IdentityProof
import Testing
import Vocabulary

@Suite("Keyed digests")
struct LookupKeyTests {
    @Test func `digests agree with those of another HMAC library`() throws {
        let key = try LookupKey(base64: " AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")
        let trn = try TRN(parsing: "1234567")
        let dateOfBirth = try #require(CalendarDate(iso: "1999-01-31"))

        #expect(
            key.digest(dateOfBirth: dateOfBirth, of: trn).written == "C_1Mp_9-ckSPZDeoyvE8JBo48tHVy9CWtOWVvoKOawI")
        #expect(
            key.digest(nationalInsuranceNumber: try NationalInsuranceNumber(parsing: "ab 12 34 56 c"), of: trn).written
                == "QlbhgkJik7XCeTOOES-F88-9iZjJv79s0MEsfVYRYws")
    }

    @Test func `one date of birth has another digest for another person or another key`() throws {
        let dateOfBirth = try #require(CalendarDate(iso: "1999-01-31"))
        let (one, other) = (try TRN(parsing: "1234567"), try TRN(parsing: "1234568"))
        let (key, otherKey) = (
            try LookupKey(bytes: [UInt8](repeating: 1, count: 32)),
            try LookupKey(bytes: [UInt8](repeating: 2, count: 32))
        )

        let digests = [
            key.digest(dateOfBirth: dateOfBirth, of: one), key.digest(dateOfBirth: dateOfBirth, of: other),
            otherKey.digest(dateOfBirth: dateOfBirth, of: one),
        ]

        #expect(Set(digests).count == 3)
    }

    @Test(arguments: [("", LookupKeyProblem.notThirtyTwoBytes), ("AAEC", .notThirtyTwoBytes), ("?", .notBase64)])
    func `a text that is no key says why`(_ text: String, _ problem: LookupKeyProblem) {
        #expect(throws: problem) { try LookupKey(base64: text) }
    }

    @Test func `a key has an id of its own, the same wherever it is read`() throws {
        let key = try LookupKey(base64: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")

        #expect(try key.id == LookupKey(bytes: Array(0..<32)).id)
        #expect(try key.id != LookupKey(bytes: Array(1..<33)).id)
        #expect(LookupKeyID(exactly: key.id.rawValue) == key.id)
    }

    @Test func `of several keys the first is in use`() throws {
        let one = Array(repeating: UInt8(1), count: 32)
        let text = "\(Data(one).base64EncodedString()),\n AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= \n"
        let keys = try LookupKeys(base64: text)

        #expect(try keys.current.id == LookupKey(bytes: one).id)
        #expect(try keys.earlier.map(\.id) == [LookupKey(bytes: Array(0..<32)).id])
    }

    @Test(arguments: ["", ",", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,"])
    func `a list with nothing in a place is refused`(text: String) {
        #expect(throws: LookupKeyProblem.notThirtyTwoBytes) { try LookupKeys(base64: text) }
    }

    @Test(arguments: [("0000000a", true), ("0000000A", false), ("000000a", false), ("0000000g", false), ("", false)])
    func `the id of a key has eight hexadecimal digits`(text: String, isID: Bool) {
        #expect((LookupKeyID(exactly: text) != nil) == isID)
        #expect(LookupKeyID(10).rawValue == "0000000a")
    }

    @Test func `a key does not print`() throws {
        let key = try LookupKey(bytes: [UInt8](repeating: 65, count: 32))
        var dumped = ""
        dump(key, to: &dumped)

        #expect(["\(key)", String(reflecting: key)].allSatisfy { $0 == "[secret]" })
        #expect(!dumped.contains("65"))
    }

    @Test func `a name has one UUID of version 5 in a namespace`() throws {
        let namespace = try #require(UUID(uuidString: "6ba7b810-9dad-11d1-80b4-00c04fd430c8"))

        #expect(
            UUID(version5Namespace: namespace, name: "python.org").lowercase == "886313e1-3b8a-5372-9b90-0c9aee199e5d")
    }
}
