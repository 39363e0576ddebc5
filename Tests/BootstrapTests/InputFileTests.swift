import Foundation
import Testing

@testable import Bootstrap

struct InputFileTests {
    @Test func `a file is found whatever its name`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("Zoë's \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("a file.csv").path
        try Data("x".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try InputFile.url(of: path).path == path)
    }

    @Test(arguments: ["", "/nowhere/at-all.csv"])
    func `a file that is not there is named`(path: String) {
        let problem = #expect(throws: UnreadableFile.missing(path)) { try InputFile.url(of: path) }
        #expect(problem?.description.contains("There is no file \(path)") == true)
    }

    @Test func `a folder is told from a file`() {
        let path = FileManager.default.temporaryDirectory.path
        let problem = #expect(throws: UnreadableFile.folder(path)) { try InputFile.url(of: path) }
        #expect(problem?.description == "\(path) is a folder. Name the file in it.")
    }
}
