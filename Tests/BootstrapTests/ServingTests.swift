import Events
import Foundation
import HTTPTypes
import Kafka
import Messaging
import NIOPosix
import Observability
import Postgres
import TestSupport
import Testing

@testable import Bootstrap

/// Runs the toy against a real database and a real broker, one test at a time, since all tests share its consumer
/// group.
@Suite(.serialized)
struct ServingTests {
    @Test func `a service prepares its topics, serves, answers over Kafka and stops`() async throws {
        try await withToySchema { database, toy in
            let word = UUID().uuidString
            try await prepareTopics(toy)
            try await RunningToy.serve(toy) { running in
                try await becomesReady(running)
                #expect(try await ask("/pings/\(word)", method: .post, port: running.publicPort)?.status == 200)
                try await eventually(within: .seconds(30), "the pong") {
                    try await published(Pong.self, about: word, in: database)
                }
                try await hasInternalRoutes(running, after: word)
            }
            #expect(try await ask("/health/live", port: toy.internalPort) == nil)
            #expect(try await ask("/", port: toy.publicPort) == nil)
        }
    }

    @Test func `topics that exist and groups that have a place are left alone`() async throws {
        let toy = try await ToySettings()
        try await prepareTopics(toy)
        let lines = try await preparation(toy).run()
        #expect(
            lines == [
                "topic \(Toy.pings): exists, 2 partitions", "topic \(Toy.pongs): exists, 2 partitions",
                "group \(Toy.name).answers: keeps its place",
            ])
    }

    @Test func `a shutdown finishes requests, then parts, and sends what they left`() async throws {
        try await withToySchema { database, toy in
            try await prepareTopics(toy)
            let (word, lastWord) = (UUID().uuidString, UUID().uuidString)
            let world = ToyWorld(lastWord: lastWord)
            var patient = toy
            patient.environment["DRAIN_WAIT_MS"] = "3000"
            try await RunningToy.serve(patient, in: world) { running in
                try await becomesReady(running)
                async let slow = ask("/slow", port: running.publicPort)
                try await eventually("the request") { world.noted == ["request began"] }
                await running.beginShutdown()
                try await eventually("unreadiness") {
                    try await ask("/health/ready", port: running.internalPort)
                        == Answer(
                            status: 503, body: #"{"status":"not ready","problems":{"drain":"the service is stopping"}}"#
                        )
                }
                // Load balancers have not noticed yet, so requests still arrive.
                #expect(try await ask("/pings/\(word)", method: .post, port: running.publicPort)?.status == 200)
                try await eventually("the end of listening") { try await !isListening(on: running.publicPort) }
                world.gate.open()
                #expect(try await slow?.status == 200)
            }
            #expect(world.noted == ["request began", "request finished", "part stopped"])
            #expect(try await published(Ping.self, about: word, in: database))
            #expect(try await published(Ping.self, about: lastWord, in: database))
        }
    }

    @Test func `a schema that is behind is refused`() async throws {
        try await withTemporarySchema { database in
            let schema = try await database.query("SELECT current_schema()::text", as: String.self).first ?? ""
            let toy = try await ToySettings(schema: schema)
            let error = await #expect(throws: SchemaBehind.self) { try await serving(toy).run() }
            #expect(error?.description.contains("0100_create_toy are not applied. Run \(Toy.name) migrate") == true)
        }
    }

    @Test(arguments: ["HTTP_PORT", "INTERNAL_PORT"])
    func `a taken port is named together with the setting that moves it`(setting: String) async throws {
        try await withToySchema { _, toy in
            try await withTakenPort { port in
                var toy = toy
                toy.environment[setting] = "\(port)"
                let serving = try serving(toy)
                let error = await #expect(throws: PortTaken.self) { try await serving.run() }
                #expect(error?.description.contains("Port \(port) is taken") == true)
                #expect(error?.description.contains("set \(setting)") == true)
            }
        }
    }

    @Test func `one port for both is refused before anything is started`() async throws {
        try await withToySchema { _, toy in
            var toy = toy
            toy.environment["HTTP_PORT"] = toy.environment["INTERNAL_PORT"]
            let error = #expect(throws: SettingProblem.self) { _ = try serving(toy) }
            #expect(error?.description.contains("HTTP_PORT") == true)
            #expect(error?.description.contains("another port than INTERNAL_PORT") == true)
        }
    }

    @Test(arguments: ["192.0.2.1", "no..host"])
    func `a host that is no address of this machine is named together with its setting`(host: String) async throws {
        try await withToySchema { _, toy in
            var toy = toy
            toy.environment["HTTP_HOST"] = host
            let serving = try serving(toy)
            let error = await #expect(throws: HostUnusable.self) { try await serving.run() }
            #expect(error?.description.contains("HTTP_HOST names \(host), which is no address of this machine") == true)
        }
    }

    @Test func `a setting of the service itself that is missing ends the service before anything begins`() async throws
    {
        var toy = try await ToySettings()
        toy.environment["TOY_ANSWER"] = nil

        #expect(throws: SettingProblem.missing(Toy.answer.documentation)) { try serving(toy) }
    }

    @Test func `while the database is away the service waits and says so`() async throws {
        var toy = try await ToySettings()
        toy.environment["DATABASE_URL"] = "postgres://nobody@127.0.0.1:\(try await freePort())/none"
        try await RunningToy.serve(toy) { running in
            try await eventually("the reason") {
                try await ask("/health/ready", port: running.internalPort)
                    == Answer(
                        status: 503,
                        body: #"{"status":"not ready","problems":{"start":"the database cannot be reached"}}"#)
            }
            #expect(try await ask("/health/live", port: running.internalPort)?.status == 200)
            #expect(try await ask("/toys", port: running.internalPort)?.status == 503)
        }
    }

    @Test func `without a broker the service serves and keeps what it owes`() async throws {
        try await withToySchema { database, toy in
            var toy = toy
            toy.environment["KAFKA_BOOTSTRAP_SERVERS"] = "127.0.0.1:\(try await freePort())"
            let started = ContinuousClock.now
            try await RunningToy.serve(toy) { running in
                try await becomesReady(running)
                #expect(try await ask("/pings/kept", method: .post, port: running.publicPort)?.status == 200)
            }
            #expect(ContinuousClock.now - started < DrainTimes.whole)
            #expect(try await !published(Ping.self, about: "kept", in: database))
            let owed = try await database.query("SELECT count(*) FROM outbox_unpublished", as: Int64.self).first
            #expect(owed == 1)
        }
    }
}

private func serving(_ toy: ToySettings) throws -> Serving<Toy> {
    try Serving<Toy>(
        settings: toy.settings, registry: PrometheusRegistry(),
        eventLoopGroup: .singletonMultiThreadedEventLoopGroup, logger: quiet)
}

private func preparation(_ toy: ToySettings) throws -> TopicPreparation {
    TopicPreparation(
        service: Toy.name, topics: Toy.topics, readings: Toy.reads,
        admin: KafkaAdmin(settings: try Connections.kafka(service: Toy.name, settings: toy.settings)), replication: 1)
}

private func prepareTopics(_ toy: ToySettings) async throws {
    _ = try await preparation(toy).run()
}

private func becomesReady(_ running: RunningToy) async throws {
    try await eventually(within: .seconds(20), "readiness") {
        try await ask("/health/ready", port: running.internalPort) == Answer(status: 200, body: #"{"status":"ready"}"#)
    }
}

private func hasInternalRoutes(_ running: RunningToy, after word: String) async throws {
    #expect(try await ask("/toys", port: running.internalPort) == Answer(status: 200, body: #"{"toys":1}"#))
    let away = #"{"error":"The database is away or busy. Try again."}"#
    #expect(try await ask("/toys/away", port: running.internalPort) == Answer(status: 503, body: away))
    #expect(try await ask("/toys/broken", port: running.internalPort)?.status == 500)
    let metrics = try #require(try await ask("/metrics", port: running.internalPort))
    #expect(metrics.body.contains("http_server_request_duration_seconds_count"))
    #expect(metrics.body.contains("inbox_outcomes_total"))
    #expect(metrics.body.contains(#"http_route="/pings/{word}""#))
    #expect(!metrics.body.contains("/pings/\(word)"))
    for path in ["/metrics", "/health/ready", "/toys"] {
        #expect(try await ask(path, port: running.publicPort)?.status == 404)
    }
}

/// Returns whether an event of the type with this key has been appended and sent.
private func published<E: Event>(_: E.Type, about word: String, in database: Database) async throws -> Bool {
    try await database.query(
        """
        SELECT EXISTS (
            SELECT FROM outbox WHERE type = \(E.type.rawValue) AND key = \(word)
            AND NOT EXISTS (SELECT FROM outbox_unpublished WHERE outbox_unpublished.seq = outbox.seq))
        """, as: Bool.self) == [true]
}
