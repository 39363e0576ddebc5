import ArgumentParser
import Bootstrap
import Foundation
import RegistrationService

struct ImportEstablishments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-establishments",
        abstract: "Publish establishments and their links from the files of Get Information About Schools.",
        discussion: """
            Reads the public layout: CSV in Windows-1252 with the columns of the extract in any order; addresses for \
            e-mails (MainEmail, AlternativeEmail) are taken where the file has them. Rows that cannot be used, links of \
            a type that is not known and links of establishments that are not in the file are reported by row and \
            skipped; the others are published. Of an establishment with a damaged row of links no links are published. \
            The same files again publish nothing new to those who have read them. Exit codes: 0 done, with whatever was \
            skipped told, since the extract is never without such rows; 65 a file has not the columns that it must have, \
            or no links.
            """)

    @Argument(help: "The file of establishments.", completion: .file())
    var establishments: String

    @Option(help: "The file of links.", completion: .file())
    var links: String

    @Flag(name: .customLong("no-links"), help: "The file of links has none, which takes back all that are known.")
    var mayHaveNoLinks = false

    func run() async throws {
        let (establishments, links, mayHaveNoLinks) = (establishments, links, mayHaveNoLinks)
        try await OneShot<RegistrationMicroservice>.run { context in
            let establishments = try InputFile.url(of: establishments)
            let links = try InputFile.url(of: links)
            let report = try await GIASImport(producer: context.producer, now: context.now())
                .run(establishments: establishments, links: links, mayHaveNoLinks: mayHaveNoLinks) {
                    FileHandle.standardError.write(Data("\($0)\n".utf8))
                }
            for line in report.lines { print(line) }
        }
    }
}
