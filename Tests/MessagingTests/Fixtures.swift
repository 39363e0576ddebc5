import Events
import Foundation
import Kafka
import Messaging
import Postgres
import TestSupport
import Vocabulary

/// A step in the life of a teacher, on a dense topic.
func left(_ trn: String, day: Int = 0) -> ECTLeftSchool {
    ECTLeftSchool(
        placementID: PlacementID(UUID()), trn: trnOf(trn), urn: urnOf("100000"),
        leftOn: CalendarDate(daysSinceEpoch: 20_000 + day), cause: .reportedBySchool)
}

/// A snapshot, on a topic where the latest version wins.
func teacher(_ trn: String, _ status: RecordStatus = .active) -> TeacherUpdated {
    TeacherUpdated(trn: trnOf(trn), status: status)
}

/// A command, on an unordered topic.
func tutor(_ commandID: String, urn: String = "100000") -> SetInductionTutor {
    SetInductionTutor(commandID: commandID, urn: urn)
}

func trnOf(_ text: String) -> TRN {
    guard let trn = TRN(exactly: text) else { preconditionFailure("\(text) is not a TRN") }
    return trn
}

func urnOf(_ text: String) -> URN {
    guard let urn = URN(exactly: text) else { preconditionFailure("\(text) is not a URN") }
    return urn
}

/// Runs `body` with the tables of Messaging, and a table in which handlers record what they applied, in order per key.
func withMessaging<R: Sendable>(
    maximumConnections: Int = 4, configure: (inout PostgresConfiguration) -> Void = { _ in },
    _ body: (Database, EventDelivery) async throws -> R
) async throws -> R {
    let log = Migration(
        name: "0002_create_log",
        sql: "CREATE TABLE log (key text PRIMARY KEY, steps text NOT NULL DEFAULT '', runs integer NOT NULL DEFAULT 0)")
    return try await withTemporarySchema(
        migrations: MessagingMigrations.all() + [log], maximumConnections: maximumConnections, configure: configure
    ) { database in
        try await body(database, EventDelivery(to: database))
    }
}

/// Appends a step to the log of a key.
func write(_ step: String, of key: String, in transaction: Transaction) async throws {
    try await transaction.execute(
        """
        INSERT INTO log (key, steps, runs) VALUES (\(key), \(step), 1)
        ON CONFLICT (key) DO UPDATE SET steps = log.steps || ' ' || excluded.steps, runs = log.runs + 1
        """)
}

/// Returns the log, by key.
func written(in database: Database) async throws -> [String: String] {
    let rows = try await database.query("SELECT key, steps FROM log", as: (String, String).self)
    return Dictionary(rows.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
}

/// Returns a subscription that logs the day of each `ECTLeftSchool`, one by one.
func dayLog(_ name: String = "day-log", failing: @escaping @Sendable (ECTLeftSchool) async throws -> Void = { _ in })
    -> Subscription
{
    var subscription = Subscription(name)
    subscription.on(ECTLeftSchool.self) { received, transaction in
        try await failing(received.event)
        try await write("\(received.event.leftOn.daysSinceEpoch - 20_000)", of: received.key, in: transaction)
    }
    return subscription
}

struct Stumble: Error {}

/// Returns whether a transaction of this test waits for another one.
func isWaited(for database: Database) async throws -> Bool {
    try await database.query(
        """
        SELECT EXISTS (
            SELECT FROM pg_stat_activity
            WHERE application_name = current_schema() AND wait_event_type = 'Lock')
        """, as: Bool.self
    ).first == true
}
