import ArgumentParser
import Bootstrap
import Foundation
import PartnershipsService

struct ImportCatalogue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-catalogue",
        abstract: "Add or alter contract periods, lead providers, delivery partners, pairings and schedules from CSV.",
        discussion: """
            A file is known by its columns, whatever its name:
              year,started_on,finished_on,enabled[,payments_frozen_at,mentor_funding_enabled,\
            detailed_evidence_types_enabled,uplift_fees_enabled]
              name,contract_periods[,id]               lead providers; years separated by blanks
              name[,id]                                delivery partners
              lead_provider,delivery_partner,contract_periods
              contract_period,identifier,name,declaration_type,started_on,finished_on
              or the published schedules with schedule-identifier, milestone-start-date and so on
            Ids that are not given follow from the name; a known id with another name renames, and a former name without \
            an id renames nobody back. What a file of contract periods has no column for stays as it is. Rows that \
            cannot be used, such as a contract period that would overlap another, are reported and skipped. Nothing is \
            ever taken away. Importing the same again changes and publishes \
            nothing. Teachers whose training had to be refused for want of something in the catalogue are given it; what \
            keeps the others waiting is said. Exit codes: 0 all rows were used, 65 some were skipped.
            """)

    @Argument(help: "A CSV file, or a folder whose CSV files belong together.")
    var path: String

    func run() async throws {
        let path = path
        try await OneShot<PartnershipsMicroservice>.run { context in
            let report = try await CatalogueImport(
                database: context.database, outbox: context.outbox, now: context.now
            ).run(path: path)
            for line in report.skipped { FileHandle.standardError.write(Data("skipped: \(line)\n".utf8)) }
            print("\(report.changed) changed, \(report.skipped.count) skipped")
            if report.openedTraining > 0 { print("\(report.openedTraining) refused teachers are in training now") }
            for line in report.waiting { print(line) }
            for line in report.missing { print("\(line): teachers who need one will wait") }
            if !report.skipped.isEmpty { throw ExitCode(Bootstrap.ExitStatus.data.rawValue) }
        }
    }
}
