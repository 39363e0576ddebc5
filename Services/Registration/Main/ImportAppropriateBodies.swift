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
            Rows that cannot be used are reported and skipped; nothing is ever taken away. Exit codes: 0 all rows were \
            used; 65 some were skipped, or the file has not its columns.
            """)

    @Argument(help: "The file.", completion: .file())
    var file: String

    func run() async throws {
        let file = file
        try await OneShot<RegistrationMicroservice>.run { context in
            let url = try InputFile.url(of: file)
            let report = try await AppropriateBodyImport(database: context.database).run(url)
            for line in report.skipped { FileHandle.standardError.write(Data("skipped: \(line)\n".utf8)) }
            print("\(report.changed) new or changed, \(report.skipped.count) skipped")
            if !report.skipped.isEmpty { throw ExitCode(Bootstrap.ExitStatus.data.rawValue) }
        }
    }
}
