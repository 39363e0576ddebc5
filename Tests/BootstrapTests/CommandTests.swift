import ArgumentParser
import Events
import Foundation
import Kafka
import Messaging
import Postgres
import TestSupport
import Testing

@testable import Bootstrap

struct CommandTests {
    private struct Root: ParsableCommand {
        static let configuration = ServiceCommand<Toy>.configuration()
    }

    private struct Unusable: ErrorWithExitStatus {
        let exitStatus = Bootstrap.ExitStatus.data
    }

    @Test func `help lists every setting of serve with its purpose`() {
        let help = Root.helpMessage(for: Serve<Toy>.self, columns: 200)
        for setting in StandardSettings.documentation(of: Toy.name, publicAPI: true) + Toy.settings {
            #expect(help.contains("\(setting.name) ("), "\(setting.name)")
            #expect(help.contains(setting.purpose), "\(setting.name)")
        }
        #expect(help.contains("DATABASE_URL (required, secret)"))
        #expect(help.contains("INTERNAL_PORT (default: 9090)"))
        #expect(help.contains("TOY_ANSWER (required)"))
    }

    @Test func `help of the service lists its commands`() {
        let help = Root.helpMessage(columns: 200)
        for command in ["serve", "migrate", "topics", "dead-letters", "republish"] {
            #expect(help.contains("  \(command) "), "\(command)")
        }
        #expect(help.contains(Toy.summary))
    }

    @Test(arguments: [
        ["republish", "--topic", "somebody.else.v1"], ["republish", "--since", "yesterday"],
        ["dead-letters", "replay", "not-an-id"], ["dead-letters", "discard", "0192b3c4-1234-7567-89ab-1234567890ab"],
        ["nothing"], ["serve", "--port", "1"],
    ])
    func `arguments that make no sense are refused before anything is touched`(arguments: [String]) {
        #expect(throws: (any Error).self) { try Root.parseAsRoot(arguments) }
    }

    @Test(
        arguments: [
            (SettingProblem.missing(Toy.answer.documentation), .configuration),
            (SchemaBehind(service: "toy", pending: ["0001_x"]), .configuration),
            (TopicProblem(description: "x"), .configuration), (PortTaken(setting: "HTTP_PORT", port: 1), .portTaken),
            (PortForbidden(setting: "HTTP_PORT", port: 1), .configuration), (HostUnusable(host: "x"), .configuration),
            (PostgresError(.migrations, message: "x"), .configuration), (CancellationError(), .failed),
            (PostgresError(.refused, sqlState: .undefinedTable), .configuration),
            (PostgresError(.refused, sqlState: .uniqueViolation), .failed), (Unusable(), .data),
            (LostOutput(reason: "x"), .output), (UnreadableFile.missing("x"), .data),
            (UnwritableFile.existing("x"), .output),
        ] as [(any Error, Bootstrap.ExitStatus)])
    func `exit codes tell what an operator has to do`(error: any Error, status: Bootstrap.ExitStatus) {
        #expect(Bootstrap.ExitStatus(for: error) == status)
    }

    @Test(arguments: ["no.such.setting=unheard-of", "security.protocol=carrier-pigeon", "retries=many"])
    func `a setting that the Kafka library does not take is named, with where it stands`(pair: String) async throws {
        var toy = try await ToySettings()
        toy.environment["KAFKA_SETTINGS"] = pair
        let settings = toy.settings
        let error = await #expect(throws: KafkaError.self) {
            try await OneShot<Toy>.run(settings: settings, logger: quiet) { _ in }
        }
        let refused = try #require(error)
        #expect(Bootstrap.ExitStatus(for: refused) == .configuration)
        let message = Bootstrap.ExitStatus.message(of: refused)
        let (name, value) = (pair.prefix { $0 != "=" }, pair.drop { $0 != "=" }.dropFirst())
        #expect(message.contains("KAFKA_SETTINGS"))
        #expect(message.contains(name))
        #expect(!message.contains(value), "a value may be a password")
    }

    @Test func `a command that runs once has the database and the outbox`() async throws {
        try await withToySchema { database, toy in
            try await OneShot<Toy>.run(settings: toy.settings, logger: quiet) { context in
                try await context.database.transaction { transaction in
                    try await context.outbox.append(Ping(word: "once"), in: transaction)
                }
            }
            #expect(try await database.query("SELECT key FROM outbox", as: String.self) == ["once"])
        }
    }

    @Test func `the error of a command that runs once is its own`() async throws {
        struct Refused: Error {}
        try await withToySchema { _, toy in
            _ = await #expect(throws: Refused.self) {
                try await OneShot<Toy>.run(settings: toy.settings, logger: quiet) { _ in throw Refused() }
            }
        }
    }

    @Test(arguments: [("nowhere", "migrate"), ("public", "DATABASE_SCHEMA")])
    func `a schema without the tables of the service is told, with what to check`(
        schema: String, hint: String
    ) async throws {
        try await withToySchema { _, toy in
            var toy = toy
            toy.environment["DATABASE_SCHEMA"] = schema
            let settings = toy.settings
            let error = await #expect(throws: PostgresError.self) {
                try await OneShot<Toy>.run(settings: settings, logger: quiet) { context in
                    _ = try await DeadLetters(database: context.database).list(consumer: nil, limit: 1)
                }
            }
            let refused = try #require(error)
            #expect(Bootstrap.ExitStatus(for: refused) == .configuration)
            #expect(Bootstrap.ExitStatus.message(of: refused).contains(hint))
        }
    }

    @Test func `a database that is away ends a command with the code for trying again`() async throws {
        var toy = try await ToySettings()
        toy.environment["DATABASE_URL"] = "postgres://nobody@127.0.0.1:\(try await freePort())/none"
        let settings = toy.settings
        let error = await #expect(throws: PostgresError.self) {
            try await OneShot<Toy>.run(settings: settings, logger: quiet) { context in
                _ = try await context.database.query("SELECT 1", as: Int32.self)
            }
        }
        #expect(error.map { Bootstrap.ExitStatus(for: $0) } == .unavailable)
    }

    @Test func `a broker that is away ends a command that sends with the same code`() async throws {
        var toy = try await ToySettings()
        toy.environment["KAFKA_BOOTSTRAP_SERVERS"] = "127.0.0.1:\(try await freePort())"
        let settings = toy.settings
        let error = await #expect(throws: KafkaError.self) {
            try await OneShot<Toy>.run(settings: settings, sendTimeout: .seconds(1), logger: quiet) { context in
                let record = OutgoingRecord(topic: Toy.pings.name, key: nil, value: [], headers: [])
                _ = try await context.producer.send([record])
            }
        }
        #expect(error.map { Bootstrap.ExitStatus(for: $0) } == .unavailable)
    }
}
