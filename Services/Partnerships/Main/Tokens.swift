import ArgumentParser
import Bootstrap
import PartnershipsService

struct Tokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "Make, list and revoke the API tokens of lead providers.",
        subcommands: [Create.self, Revoke.self, List.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token and show it, this once: only its digest is kept.")

        @Option(help: "The name of the lead provider, as in the catalogue.")
        var leadProvider: String

        @Option(help: "What the token is for.")
        var description: String?

        func run() async throws {
            let (name, description) = (leadProvider, description)
            try await OneShot<PartnershipsMicroservice>.run { context in
                let made = try await TokenDesk(database: context.database, now: context.now)
                    .create(leadProvider: name, description: description)
                print("Token \(made.id) of \(name), which is not shown again:\n\(made.token)")
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a token; it opens nothing from then on.")

        @Argument(help: "The id of the token, from list.")
        var id: String

        func run() async throws {
            let id = id
            try await OneShot<PartnershipsMicroservice>.run { context in
                try await TokenDesk(database: context.database, now: context.now).revoke(id)
                print("revoked")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all tokens, separated by tabs.")

        func run() async throws {
            try await OneShot<PartnershipsMicroservice>.run { context in
                for line in try await TokenDesk(database: context.database, now: context.now).list() { print(line) }
            }
        }
    }
}
