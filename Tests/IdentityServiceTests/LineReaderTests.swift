import Foundation
import Testing

@testable import IdentityService

struct LineReaderTests {
    private func lines(of text: String) throws -> [String] {
        let file = URL.temporaryDirectory.appending(path: "\(UUID()).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        var reader = try LineReader(file)
        var lines: [String] = []
        while let line = try reader.next() {
            switch line {
            case .text(let bytes): lines.append(String(decoding: bytes, as: UTF8.self))
            case .tooLong: lines.append("too long")
            }
        }
        return lines
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb", ["a", "", "b"]), ("\n", [""]),
    ])
    func `a line ends at its break, the last one at the end`(text: String, expected: [String]) throws {
        #expect(try lines(of: text) == expected)
    }

    @Test func `a line that is too long is told and not kept, wherever it stands`() throws {
        let longest = String(repeating: "x", count: LineReader.longest)
        let endless = String(repeating: "y", count: 3_000_000)
        #expect(try lines(of: "\(longest)\n\(longest)x\nb\n") == [longest, "too long", "b"])
        #expect(try lines(of: "a\n\(endless)\nb\n\(endless)") == ["a", "too long", "b", "too long"])
    }
}
