import ArgumentParser
import Bootstrap
import NotificationsService

struct Messages: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "messages", abstract: "See what became of e-mails, and send again what did not arrive.",
        subcommands: [List.self, Resend.self, Recover.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List e-mails, the newest first, separated by tabs and without personal data.")

        @Option(help: "Only those in this state: planned, sending, uncertain, accepted, delivered, failed, withheld.")
        var state: String?

        @Option(help: "Only those that failed or were withheld for this reason, such as expired or replay.")
        var reason: String?

        @Option(parsing: .unconditional, help: "The most e-mails to list.")
        var limit = 100

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
        }

        func run() async throws {
            let (state, reason, limit) = (state, reason, limit)
            try await OneShot<NotificationsMicroservice>.run { context in
                let desk = MessageDesk(database: context.database, outbox: context.outbox, now: context.now)
                for line in try await desk.list(state: state, reason: reason, limit: limit) { print(line) }
            }
        }
    }

    struct Recover: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prepare a ledger that was restored from a backup, before the service starts on it.",
            discussion: """
                What was sent after the backup was made is planned in it still. GOV.UK Notify is asked about each such \
                e-mail, twice, ten minutes apart, and only what it does not have is sent. What happened \
                before counts as read again from then on, so run it once, before the start.
                """)

        func run() async throws {
            try await OneShot<NotificationsMicroservice>.run { context in
                let desk = MessageDesk(database: context.database, outbox: context.outbox, now: context.now)
                print("E-mails about which GOV.UK Notify is asked before they are sent: \(try await desk.recover())")
            }
        }
    }

    struct Resend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: """
                Send e-mails again that failed, whose fate stayed unknown, or that were withheld as a replay or while the \
                school was not open.
                """,
            discussion: """
                A new e-mail goes to the same person, and the running service sends it. Nothing is sent while an earlier \
                one for the same cause may still arrive, nor what is not true any more. Who asked and why is kept. Exit \
                codes: 0 all will be sent; 1 one of them will not, and those behind it were not looked at.
                """)

        @Argument(help: "The ids, from list.")
        var ids: [String]

        @Option(help: "Why, without names of persons.")
        var reason: String

        @Flag(help: "Also to an address that bounced for good, because it works by now.")
        var despiteBounce = false

        func run() async throws {
            let (ids, reason, despiteBounce) = (ids, reason, despiteBounce)
            try await OneShot<NotificationsMicroservice>.run { context in
                let desk = MessageDesk(database: context.database, outbox: context.outbox, now: context.now)
                for id in ids {
                    let new = try await desk.sendAgain(
                        id, despiteBounce: despiteBounce, because: reason, actor: TerminalUser.name)
                    print("\(id) is sent again as \(new)")
                }
            }
        }
    }
}
