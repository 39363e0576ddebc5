import Logging
import Postgres
import TestSupport
import Testing

@Suite("The pool")
struct PoolTests {
    @Test func `tells a caller that every connection stayed in use`() async throws {
        try await withNumbers(maximumConnections: 1, configure: { $0.leaseTimeout = .milliseconds(200) }) {
            database async throws in
            try await database.transaction { transaction in
                try await transaction.execute("INSERT INTO number VALUES (1)")
                let error = await #expect(throws: PostgresError.self) { _ = try await numbers(in: database) }
                #expect(error?.kind == .leaseTimeout)
            }

            #expect(try await numbers(in: database) == [1])
        }
    }

    @Test func `warns of an outage once, however long it tries to connect`() async throws {
        let lines = NotedLines()
        var configuration = PostgresConfiguration(
            url: "postgres://nobody@127.0.0.1:1/none", schema: "none", applicationName: "test")
        configuration.leaseTimeout = .seconds(1)
        let database = try Database(configuration: configuration, logger: lines.logger)
        defer { database.close() }
        for _ in 1...2 {
            await #expect(throws: PostgresError.self) { try await database.query("SELECT 1", as: Int32.self) }
        }
        let attempts = lines.all.filter { $0.message == "could not connect to the database" }
        #expect(attempts.count > 2)
        #expect(attempts.filter { $0.level == .warning }.count == 1)
        #expect(attempts.first?.level == .warning)
    }

    @Test func `serves many more callers than it has connections`() async throws {
        try await withNumbers(maximumConnections: 3) { database async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        _ = try await database.execute("INSERT INTO number VALUES (\(number))")
                    }
                }
                try await group.waitForAll()
            }

            #expect(try await numbers(in: database) == Array(0..<200))
            #expect(database.poolStatus.leased == 0)
        }
    }

    @Test func `is usable after the cancellation of a query, a wait and a transaction`() async throws {
        try await withNumbers(maximumConnections: 1) { database async throws in
            for round in 1...3 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await database.transaction { transaction in
                            try await transaction.execute("INSERT INTO number VALUES (\(round))")
                            _ = try await transaction.query("SELECT pg_sleep(60)::text", as: String.self)
                        }
                    }
                    try await untilRunning("pg_sleep(60)", in: database)
                    group.addTask { _ = try await numbers(in: database) }
                    try await eventually("the second to wait") { database.poolStatus.waiting == 1 }
                    group.cancelAll()
                    while let outcome = await group.nextResult() {
                        #expect(throws: CancellationError.self) { try outcome.get() }
                    }
                }
            }

            #expect(try await numbers(in: database) == [])
            #expect(database.poolStatus.waiting == 0)
            #expect(database.poolStatus.leased == 0)
        }
    }

    @Test func `stops the statement of a cancelled caller on the server too`() async throws {
        try await withNumbers(maximumConnections: 2) { database async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await database.query("SELECT pg_sleep(60)::text", as: String.self) }
                try await untilRunning("pg_sleep(60)", in: database)
                group.cancelAll()
            }

            try await eventually("the statement's end") {
                try await database.query(
                    """
                    SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(60)%'
                    AND application_name = \(database.configuration.applicationName) AND pid <> pg_backend_pid()
                    """, as: Int.self) == [0]
            }
        }
    }

    @Test func `keeps the work of two schemas apart`() async throws {
        try await withNumbers { one in
            try await withNumbers { other in
                try await one.execute("INSERT INTO number VALUES (1)")
                try await other.execute("INSERT INTO number VALUES (2)")

                #expect(try await numbers(in: one) == [1])
                #expect(try await numbers(in: other) == [2])
            }
        }
    }

    @Test func `says why it cannot connect, without the password`() async throws {
        var configuration = try TestDatabase.configuration()
        configuration.url = "postgres://someone:hidden-password@127.0.0.1:1/test"
        configuration.leaseTimeout = .milliseconds(300)
        let database = try Database(configuration: configuration, logger: TestDatabase.logger)
        defer { database.close() }

        let error = await #expect(throws: PostgresError.self) { try await database.execute("SELECT 1") }

        #expect(error?.kind == .connection)
        #expect(error?.isRetriable == true)
        #expect(error?.message?.contains("refused") == true)
        #expect("\(try #require(error)) \(configuration)".contains("hidden-password") == false)
    }

    @Test(arguments: [
        "postgres://svc:hidden%secret@127.0.0.1:1/test", "postgres://svc:hidden@secret@127.0.0.1:1/test",
        "postgres://svc:hidden/secret@127.0.0.1:1/test", "host=127.0.0.1 port=1 password=hidden secret",
    ])
    func `quotes nothing of an address that it does not understand`(url: String) async throws {
        var configuration = try TestDatabase.configuration()
        configuration.url = url
        configuration.leaseTimeout = .milliseconds(300)
        let database = try Database(configuration: configuration, logger: TestDatabase.logger)
        defer { database.close() }

        let error = await #expect(throws: PostgresError.self) { try await database.execute("SELECT 1") }

        #expect(error?.message == "the address of the database is not understood")
        #expect(!PostgresConfiguration.understands(url: url))
    }

    @Test(arguments: [
        "postgres://svc:s%40x@db.example:5432/test", "postgres:///test?host=/run/postgresql&port=5433",
        "postgres://svc@a.example:5432,b.example:5433/test", "host=127.0.0.1 port=5432 dbname=test password='a b'",
    ])
    func `understands whatever libpq does`(url: String) {
        #expect(PostgresConfiguration.understands(url: url))
    }

    @Test(arguments: ["0", "65536", "5432,0", "http"])
    func `understands no port on which nothing can listen`(port: String) {
        #expect(!PostgresConfiguration.understands(url: "host=a.example,b.example port=\(port) dbname=test"))
    }

    @Test func `loses no connection to callers that are cancelled while they come`() async throws {
        try await withNumbers(maximumConnections: 2) { database async throws in
            for _ in 1...50 {
                await withTaskGroup(of: Void.self) { group in
                    for _ in 1...40 {
                        group.addTask {
                            let call = Task { try await numbers(in: database) }
                            if Bool.random() { await Task.yield() }
                            call.cancel()
                            _ = await call.result
                        }
                    }
                }
            }

            try await eventually("everybody to be served") { database.poolStatus.waiting == 0 }
            #expect(database.poolStatus.leased == 0)
            #expect(try await numbers(in: database) == [])
        }
    }

    @Test func `refuses callers once it is closed`() async throws {
        try await withNumbers { database async throws in
            database.close()

            let error = await #expect(throws: PostgresError.self) { _ = try await numbers(in: database) }
            #expect(error?.kind == .closed)
        }
    }

    @Test func `reads more distinct statements than a connection caches`() async throws {
        try await withNumbers(maximumConnections: 1) { database async throws in
            for round in 0..<2 {
                for width in 1...300 {
                    let values = SQL.joined((0..<width).map { "\($0 + round)" }, by: ", ")
                    let rows = try await database.query("SELECT cardinality(ARRAY[\(values)])", as: Int32.self)
                    #expect(rows == [Int32(width)])
                }
            }
            let prepared = try await database.query("SELECT count(*) FROM pg_prepared_statements", as: Int.self)
            #expect(prepared[0] <= 257)
        }
    }

    @Test func `keeps no statement for good whose removal was skipped behind a refusal`() async throws {
        try await withNumbers(maximumConnections: 1) { database async throws in
            try await database.execute("INSERT INTO number VALUES (1)")
            func fill(_ widths: ClosedRange<Int>) async throws {
                for width in widths {
                    let values = SQL.joined((0..<width).map { "\($0)" }, by: ", ")
                    _ = try await database.query("SELECT cardinality(ARRAY[\(values)])", as: Int32.self)
                }
            }
            try await fill(1...300)
            for width in 1...30 {
                try await fill(300 + width...300 + width)
                let values = SQL.joined((0..<width).map { "(\(1_000 + $0))" }, by: ", ")
                await #expect(throws: PostgresError.self) {
                    try await database.transaction { transaction in
                        try await transaction.execute(pipelined: [
                            "INSERT INTO number VALUES (1)", "INSERT INTO number VALUES \(values)",
                        ])
                    }
                }
            }

            let prepared = try await database.query("SELECT count(*) FROM pg_prepared_statements", as: Int.self)
            #expect(prepared[0] <= 260)
        }
    }
}
