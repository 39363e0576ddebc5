import ArgumentParser
import Bootstrap
import RegistrationService

struct Schools: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schools",
        abstract: "Decide about schools what Get Information About Schools does not say.",
        subcommands: [Mark.self, Unmark.self])

    struct Mark: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "mark-as-eligible",
            abstract: "Make an exception for an open school: its training is funded whatever its type.",
            discussion: """
                Lead providers see the school and may partner with it. What its own users may do does not change. Who \
                marked it and why is kept. Exit codes: 0 done, or done before; 1 it cannot be done.
                """)

        @Argument(help: "The URN of the school.")
        var urn: String

        @Option(help: "Why, without names of persons.")
        var reason: String

        func run() async throws {
            try await mark(urn, asEligible: true, because: reason)
        }
    }

    struct Unmark: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unmark-as-eligible", abstract: "Take the exception for a school back.")

        @Argument(help: "The URN of the school.")
        var urn: String

        @Option(help: "Why, without names of persons.")
        var reason: String

        func run() async throws {
            try await mark(urn, asEligible: false, because: reason)
        }
    }
}

private func mark(_ urn: String, asEligible isMarked: Bool, because reason: String) async throws {
    try await OneShot<RegistrationMicroservice>.run { context in
        let marked = try await SchoolDesk(database: context.database, outbox: context.outbox, now: context.now)
            .mark(urn, asEligible: isMarked, because: reason, actor: TerminalUser.name)
        let news = marked.isNews ? (isMarked ? "marked" : "unmarked") : "nothing to do"
        print("\(news): the school is \(marked.isEligible ? "eligible" : "not eligible")")
    }
}
