import Events
import Foundation
import Hummingbird
import Messaging
import Postgres
import ServiceLifecycle
import Synchronization
import Web

@testable import Bootstrap
@testable import Events

/// A service with one of everything: an API, an operators' route, a subscription, a part of its own and a setting.
///
/// Its names are new in every run, since tests share a broker.
enum Toy: Microservice {
    static let name = "toy-" + UUID().uuidString.lowercased().prefix(8)
    static let summary = "Answers every ping with a pong."
    static let publishes = [pings, pongs]
    static let reads = [Reading("answers", [pings])]
    static let settings = [answer.documentation]
    static let servesPublicAPI = true
    static let answer = Setting.text("TOY_ANSWER", "What a ping is answered with.")
    static let migrations = [
        Migration(name: "0100_create_toy", sql: "CREATE TABLE toy (word text PRIMARY KEY)")
    ]

    static let pings = topic("ping")
    static let pongs = topic("pong")

    /// The observations and the gate of the test that runs the service.
    @TaskLocal static var world = ToyWorld()

    static func configuration(from settings: Settings) throws -> String {
        try settings.value(of: answer)
    }

    static func start(_ context: BootContext, as answer: String) async throws -> Parts {
        var answers = Subscription("answers")
        answers.on(Ping.self) { received, transaction in
            try await context.outbox.append(
                Pong(word: received.event.word, answer: answer), causedBy: received.metadata, in: transaction)
        }
        return Parts(
            publicAPI: PublicAPI(router(context, world), problems: .plain),
            operatorRoutes: { router in
                router.get("/toys") { _, _ in StoredJSON("{\"toys\":1}") }
                router.get("/toys/away") { _, _ -> StoredJSON in throw PostgresError(.connection) }
                router.get("/toys/broken") { _, _ -> StoredJSON in throw PostgresError(.decoding) }
            },
            subscriptions: [answers],
            services: [LastWord(world: world, database: context.database, outbox: context.outbox)])
    }

    private static func router(_ boot: BootContext, _ world: ToyWorld) -> Router<WebRequestContext> {
        let router = Router<WebRequestContext>.answering(with: .plain)
        router.post("/pings/{word}") { _, context in
            let word = try context.parameters.require("word")
            try await boot.database.transaction { transaction in
                try await boot.outbox.append(Ping(word: word), in: transaction)
            }
            return StoredJSON("{}")
        }
        router.get("/slow") { _, _ in
            world.note("request began")
            await world.gate.wait()
            world.note("request finished")
            return StoredJSON("{}")
        }
        return router
    }

    private static func topic(_ word: String) -> Topic {
        Topic(
            name: "\(name).\(word)", partitions: 2, retention: .time(.seconds(3_600)), ordering: .unordered,
            owner: name,
            summary: "For tests.")
    }
}

struct Ping: Event {
    static let type: EventType = "toy.ping.sent"
    static let topic = Toy.pings
    var word: String
    var key: String { word }
}

struct Pong: Event {
    static let type: EventType = "toy.pong.sent"
    static let topic = Toy.pongs
    var word: String
    var answer: String
    var key: String { word }
}

/// The events in a service, in order, and a gate that holds its slow request.
final class ToyWorld: Sendable {
    private let notes = Mutex<[String]>([])
    let gate = Gate()
    /// What a part of the service sends when it stops, if anything.
    let lastWord: String?

    init(lastWord: String? = nil) {
        self.lastWord = lastWord
    }

    func note(_ text: String) { notes.withLock { $0.append(text) } }
    var noted: [String] { notes.withLock { $0 } }
}

/// Holds all waiting tasks until it is opened.
final class Gate: Sendable {
    private let (stream, continuation) = AsyncStream.makeStream(of: Void.self)

    func open() { continuation.finish() }
    func wait() async { for await _ in stream {} }
}

/// A part of the service that still needs the database when it stops.
private struct LastWord: ServiceLifecycle.Service {
    let world: ToyWorld
    let database: Database
    let outbox: Outbox

    func run() async throws {
        do { try await gracefulShutdown() } catch { return }
        try await database.transaction { transaction in
            guard let word = world.lastWord else { return }
            try await outbox.append(Ping(word: word), in: transaction)
        }
        world.note("part stopped")
    }
}
