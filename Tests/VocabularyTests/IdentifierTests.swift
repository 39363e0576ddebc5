import Foundation
import Testing
import Vocabulary

@Suite("Identifiers")
struct IdentifierTests {
    @Test func `an id is written in lower case and read in either`() throws {
        let text = "0198C0DE-0000-7000-8000-00000000000A"
        let id = try #require(SchoolID(parsing: text))

        #expect("\(id)" == text.lowercased())
        #expect(id.rawValue.lowercase == text.lowercased())
        #expect(String(decoding: try JSONEncoder().encode([id]), as: UTF8.self) == "[\"\(text.lowercased())\"]")
        #expect(try JSONDecoder().decode([SchoolID].self, from: Data("[\"\(text)\"]".utf8)) == [id])
        #expect(SchoolID(parsing: "17") == nil)
    }

    @Test func `a UUID is read and written as Foundation does`() {
        for uuid in (0..<1_000).map({ _ in UUID() }) {
            #expect(uuid.lowercase == uuid.uuidString.lowercased())
            #expect(UUID(written: uuid.uuidString) == uuid)
            #expect(UUID(written: uuid.lowercase) == uuid)
        }
    }

    @Test(arguments: [
        "", "0198c0de", "0198c0de-0000-7000-8000-00000000000", "0198c0de-0000-7000-8000-0000000000000",
        "0198c0de00000-7000-8000-00000000000a", "0198c0de-0000-7000-8000-00000000000g",
        "0198c0de-0000-7000-8000 00000000000a", "0198c0de-0000-7000-8000-+0000000000a",
        "{198c0de-0000-7000-8000-00000000000}", "0198c0de-0000-7000-8000-0000000000é",
    ])
    func `a text that is not quite a UUID is none`(_ text: String) {
        #expect(UUID(written: text) == nil)
    }

    @Test func `UUIDs of version 7 sort by time and carry their version`() {
        var generator = SystemRandomNumberGenerator()
        let ids = (0..<1_000).map {
            UUID.version7(at: Date(timeIntervalSince1970: Double($0) / 1_000), using: &generator)
        }

        #expect(ids.map(\.lowercase) == ids.map(\.lowercase).sorted())
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.uuid.6 >> 4 == 7 && $0.uuid.8 >> 6 == 2 })
        #expect(
            UUID.version7(at: Date(timeIntervalSince1970: -5), using: &generator).lowercase.hasPrefix("00000000-0000-7")
        )
    }

    @Test(arguments: [0, UInt64.max])
    func `UUIDs of version 7 of one moment ascend from a random one`(_ draw: UInt64) throws {
        var fixed = FixedNumbers(number: draw)
        let moment = Date(timeIntervalSince1970: 1_788_222_600)
        let first = UUID.version7(at: moment, using: &fixed)
        let ids = UUID.version7(1_000, at: moment, using: &fixed)

        #expect(ids.map(\.lowercase) == ids.map(\.lowercase).sorted())
        #expect(Set(ids).count == 1_000)
        #expect(ids.allSatisfy { $0.uuid.6 >> 4 == 7 && $0.uuid.8 >> 6 == 2 })
        #expect(ids.allSatisfy { $0.lowercase.prefix(18) == first.lowercase.prefix(18) })
        #expect(UUID.version7(0).isEmpty)
        #expect(UUID.version7(2).first != UUID.version7(2).first)
    }

    @Test func `a digest has 32 bytes and one written form`() throws {
        let bytes = (0..<32).map { UInt8($0 * 8 + 3) }
        let digest = try #require(IdentityDigest(bytes: bytes))

        #expect(digest.bytes == bytes)
        #expect(digest.written.count == 43)
        #expect(IdentityDigest(written: digest.written) == digest)
        #expect(IdentityDigest(bytes: bytes.dropLast()) == nil)
        #expect(IdentityDigest(written: digest.written + "=") == nil)
        #expect(IdentityDigest(written: String(repeating: "_", count: 43)) == nil)
        for position in 0..<32 {
            var other = bytes
            other[position] ^= 1
            #expect(IdentityDigest(bytes: other) != digest)
        }
    }

    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar", "\u{3FF}\u{FFFD}?>"])
    func `base64url agrees with Foundation's base64`(_ text: String) {
        let expected = Data(text.utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")

        #expect(Base64URL.encode(text.utf8) == expected)
        #expect(Base64URL.decode(expected.utf8) == Array(text.utf8))
    }

    @Test(arguments: ["A", "AB", "AAB", "AA=", "AA+A", "AA A", "AAAAA"])
    func `text that no bytes encode to is refused`(_ text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }
}

private struct FixedNumbers: RandomNumberGenerator {
    let number: UInt64

    func next() -> UInt64 { number }
}
