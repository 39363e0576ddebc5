import Foundation
import Testing

@testable import Bootstrap

struct OutputFileTests {
    @Test func `what was there before is replaced by what is written`() throws {
        try withFolder { folder in
            let path = folder.appendingPathComponent("Zoë's file").path
            try Data("something longer".utf8).write(to: URL(fileURLWithPath: path))

            let file = try OutputFile(path)
            try file.write(Data("new".utf8))
            try file.close()

            #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
        }
    }

    @Test func `a link stays a link, and a full disk is told`() throws {
        try withFolder { folder in
            let link = folder.appendingPathComponent("full").path
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/full")

            let file = try OutputFile(link)
            let problem = #expect(throws: UnwritableFile.self) { try file.write(Data("lost".utf8)) }

            #expect(problem?.description.contains("\(link) could not be written to its end (No space") == true)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/dev/full")
        }
    }

    @Test func `a file that must be new and is not keeps what it holds`() throws {
        try withFolder { folder in
            let path = folder.appendingPathComponent("key").path
            try Data("old".utf8).write(to: URL(fileURLWithPath: path))

            #expect(throws: UnwritableFile.existing(path)) { try OutputFile(path, mustBeNew: true) }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        }
    }

    @Test func `a secret is nobody else's from the beginning`() throws {
        try withFolder { folder in
            let path = folder.appendingPathComponent("key").path
            let file = try OutputFile(path, mustBeNew: true, permissions: 0o600)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            try file.close()
        }
    }

    @Test(arguments: ["", "no-such-folder/file"])
    func `a place where no file can be is named, with what to do`(name: String) throws {
        try withFolder { folder in
            let path = "\(folder.path)/\(name)"
            let problem = #expect(throws: UnwritableFile.self) { try OutputFile(path) }
            #expect(problem?.description.contains("\(path) cannot be written") == true)
            #expect(problem?.description.contains("Name a file in a folder that exists") == true)
        }
    }

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }
}
