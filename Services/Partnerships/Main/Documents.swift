import ArgumentParser
import Bootstrap
import PartnershipsService

struct Documents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "documents", abstract: "Check or rebuild what lead providers are shown.",
        subcommands: [Verify.self, Rebuild.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare every stored document with what follows from the tables; exit code 1 where any differs.")

        func run() async throws {
            try await OneShot<PartnershipsMicroservice>.run { context in
                let differing = try await DocumentCheck(database: context.database, now: context.now).verify()
                print("\(differing) documents differ")
                if differing > 0 { throw ExitCode.failure }
            }
        }
    }

    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rewrite the documents that differ; the others keep their updated_at.")

        func run() async throws {
            try await OneShot<PartnershipsMicroservice>.run { context in
                let rewritten = try await DocumentCheck(database: context.database, now: context.now).rebuild()
                print("\(rewritten) documents rewritten")
            }
        }
    }
}
