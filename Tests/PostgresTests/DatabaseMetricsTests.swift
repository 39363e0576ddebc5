import Metrics
import MetricsTestKit
import Postgres
import TestSupport
import Testing

@Suite("What is measured of a pool")
struct DatabaseMetricsTests {
    private let metrics = TestMetrics()

    /// Runs `body` with its own pool on a schema with numbers, so that nothing else is measured.
    private func measured(
        maximumConnections: Int = 4, configure: (inout PostgresConfiguration) -> Void = { _ in },
        _ body: (Database) async throws -> Void
    ) async throws {
        try await withNumbers(maximumConnections: maximumConnections, configure: configure) { database async throws in
            let own = try withMetricsFactory(metrics) {
                var configuration = database.configuration
                configuration.applicationName = "measured"
                return try Database(configuration: configuration, logger: TestDatabase.logger)
            }
            defer { own.close() }
            try await withMetricsFactory(metrics) { try await body(own) }
        }
    }

    private static let labels = [("pool", "measured")]

    private func times(_ label: String) throws -> [Int64] {
        try metrics.expectTimer(label, Self.labels).values
    }

    private func durations(_ operation: String, _ errorType: String) -> Int {
        metrics.timers(
            label: "db_client_operation_duration_seconds",
            dimensions: [("operation", operation), ("error_type", errorType)]
        ).map(\.values.count).reduce(0, +)
    }

    @Test func `every operation, by how it ended, and the wait and the use of its connection`() async throws {
        try await measured { database in
            try await database.execute("INSERT INTO number VALUES (1)")
            _ = try await numbers(in: database)
            try await database.transaction { _ = try await $0.execute("INSERT INTO number VALUES (2)") }
            await #expect(throws: PostgresError.self) { try await database.execute("INSERT INTO number VALUES (1)") }
            await #expect(throws: Stumble.self) { try await database.transaction { _ in throw Stumble() } }
        }

        #expect(durations("execute", "") == 1)
        #expect(durations("query", "") == 1)
        #expect(durations("transaction", "") == 1)
        #expect(durations("execute", "23") == 1)
        #expect(durations("transaction", "_OTHER") == 1)
        #expect(try times("db_client_connection_wait_time_seconds").count == 5)
        #expect(try times("db_client_connection_use_time_seconds").count == 5)
    }

    @Test func `a wait in vain, and a use as long as it took`() async throws {
        try await measured(maximumConnections: 1, configure: { $0.leaseTimeout = .milliseconds(200) }) { database in
            try await database.transaction { transaction in
                _ = try await transaction.execute("INSERT INTO number VALUES (1)")
                await #expect(throws: PostgresError.self) { _ = try await numbers(in: database) }
            }
        }

        #expect(try metrics.expectCounter("db_client_connection_timeouts_total", Self.labels).totalValue == 1)
        let uses = try times("db_client_connection_use_time_seconds")
        #expect(uses.count == 1)
        #expect(Duration.nanoseconds(uses.first ?? 0) >= .milliseconds(200))
    }
}
