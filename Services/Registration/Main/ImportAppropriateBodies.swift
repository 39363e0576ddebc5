import ArgumentParser
import Bootstrap
import Foundation
import RegistrationService

struct ImportAppropriateBodies: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-appropriate-bodies",
        abstract: "Add or alter the appropriate bodies that schools choose from.",
        discussion: """
            The CSV file is UTF-8, has the columns name and type (teaching_school_hub, national or local_authority) and \
            may have id and active (true or false). A row without an id means the body that has its name, or a new one. \
            Rows that cannot be used are reported and skipped; nothing is ever taken away.
            """)

    @Argument(help: "The file.", completion: .file())
    var file: String

    func run() async throws {
        let url = try readableFile(file)
        try await OneShot<RegistrationMicroservice>.run { context in
            let report = try await AppropriateBodyImport(database: context.database).run(url)
            for line in report.skipped { FileHandle.standardError.write(Data("skipped: \(line)\n".utf8)) }
            print("\(report.changed) new or changed, \(report.skipped.count) skipped")
            if !report.skipped.isEmpty { throw ExitCode(65) }
        }
    }
}

/// - Throws: `ValidationError` that names the file.
func readableFile(_ path: String) throws -> URL {
    guard FileManager.default.isReadableFile(atPath: path) else {
        throw ValidationError("\(path) does not exist or cannot be read.")
    }
    return URL(fileURLWithPath: path)
}
