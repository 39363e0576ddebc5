import Postgres
import Synchronization
import TestSupport
import Testing

@Suite("A transaction")
struct TransactionTests {
    @Test func `keeps all of its work`() async throws {
        try await withNumbers { database async throws in
            try await database.transaction { transaction in
                try await transaction.execute("INSERT INTO number VALUES (1)")
                try await transaction.execute("INSERT INTO number VALUES (2)")
            }

            #expect(try await numbers(in: database) == [1, 2])
        }
    }

    @Test func `keeps nothing when its body throws, and rethrows that error`() async throws {
        try await withNumbers { database async throws in
            await #expect(throws: Stumble.self) {
                try await database.transaction { transaction in
                    try await transaction.execute("INSERT INTO number VALUES (1)")
                    throw Stumble()
                }
            }

            #expect(try await numbers(in: database) == [])
        }
    }

    @Test func `fails at COMMIT when a refusal was swallowed inside it`() async throws {
        try await withNumbers { database async throws in
            let hasCommitted = Mutex(false)
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { transaction in
                    transaction.afterCommit { hasCommitted.withLock { $0 = true } }
                    try await transaction.execute("INSERT INTO number VALUES (1)")
                    do { try await transaction.execute("INSERT INTO number VALUES (1)") } catch is PostgresError {}
                }
            }

            #expect(error?.kind == .rolledBack)
            #expect(error?.violates("number_once") == true)
            #expect(try await numbers(in: database) == [])
            #expect(hasCommitted.withLock { $0 } == false)
        }
    }

    @Test func `acts after the commit, once`() async throws {
        try await withNumbers { database async throws in
            let actions = Tally()
            try await database.transaction { transaction in
                transaction.afterCommit { actions.add() }
                try await transaction.execute("INSERT INTO number VALUES (1)")
                #expect(actions.count == 0)
            }

            #expect(actions.count == 1)
        }
    }

    @Test func `answers how many rows each statement of a round trip wrote`() async throws {
        try await withNumbers { database async throws in
            let written = try await database.transaction { transaction in
                try await transaction.execute(pipelined: [
                    "INSERT INTO number VALUES (1), (2), (3)", "DELETE FROM number WHERE value > 1",
                    "INSERT INTO number VALUES (\(9))",
                ])
            }

            #expect(written == [3, 2, 1])
            #expect(try await numbers(in: database) == [1, 9])
        }
    }

    @Test func `skips what follows a refusal in the same round trip`() async throws {
        try await withNumbers { database async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { transaction in
                    try await transaction.execute(pipelined: [
                        "INSERT INTO number VALUES (1)", "INSERT INTO number VALUES (1)",
                        "INSERT INTO number VALUES (2)",
                    ])
                }
            }

            #expect(error?.violates("number_once") == true)
            #expect(try await numbers(in: database) == [])
            #expect(try await database.execute("INSERT INTO number VALUES (2)") == 1)
        }
    }

    @Test func `gives up a savepoint without giving up the rest`() async throws {
        try await withNumbers { database async throws in
            try await database.transaction { transaction in
                try await transaction.execute("INSERT INTO number VALUES (1)")
                await #expect(throws: PostgresError.self) {
                    try await transaction.savepoint { inner in
                        try await inner.execute("INSERT INTO number VALUES (2)")
                        try await inner.execute("INSERT INTO number VALUES (1)")
                    }
                }
                try await transaction.savepoint { inner in
                    try await inner.execute("INSERT INTO number VALUES (3)")
                    await #expect(throws: Stumble.self) {
                        try await inner.savepoint { innermost in
                            try await innermost.execute("INSERT INTO number VALUES (4)")
                            throw Stumble()
                        }
                    }
                }
            }

            #expect(try await numbers(in: database) == [1, 3])
        }
    }

    @Test func `is not done again for what a savepoint undid`() async throws {
        try await withNumbers(maximumConnections: 2) { database async throws in
            try await database.execute("INSERT INTO number VALUES (1)")
            let attempts = Tally()
            try await database.transaction { holder in
                try await lock(1, in: holder)
                await #expect(throws: Stumble.self) {
                    try await database.transaction { transaction in
                        attempts.add()
                        do {
                            try await transaction.savepoint { inner in
                                _ = try await inner.query(
                                    "SELECT value FROM number WHERE value = 1 FOR UPDATE NOWAIT", as: Int.self)
                            }
                        } catch is PostgresError {
                            throw Stumble()
                        }
                    }
                }
            }

            #expect(attempts.count == 1)
        }
    }

    @Test func `is done again for what nobody caught outside its savepoint`() async throws {
        try await withNumbers(maximumConnections: 2) { database async throws in
            try await database.execute("INSERT INTO number VALUES (1)")
            let attempts = Tally()
            try await database.transaction { holder in
                try await lock(1, in: holder)
                await #expect(throws: PostgresError.self) {
                    try await database.transaction { transaction in
                        attempts.add()
                        try await transaction.savepoint { inner in
                            _ = try await inner.query(
                                "SELECT value FROM number WHERE value = 1 FOR UPDATE NOWAIT", as: Int.self)
                        }
                    }
                }
            }

            #expect(attempts.count == 5)
        }
    }

    @Test func `keeps nothing once it was cancelled after its last statement`() async throws {
        try await withNumbers { database async throws in
            let task = Task {
                try await database.transaction { transaction in
                    try await transaction.execute("INSERT INTO number VALUES (1)")
                    withUnsafeCurrentTask { $0?.cancel() }
                }
            }

            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await numbers(in: database) == [])
        }
    }

    @Test func `drops the actions of a savepoint that was given up`() async throws {
        try await withNumbers { database async throws in
            let actions = Mutex<[String]>([])
            try await database.transaction { transaction in
                transaction.afterCommit { actions.withLock { $0.append("outer") } }
                await #expect(throws: Stumble.self) {
                    try await transaction.savepoint { inner in
                        inner.afterCommit { actions.withLock { $0.append("inner") } }
                        throw Stumble()
                    }
                }
                try await transaction.execute("INSERT INTO number VALUES (1)")
            }

            #expect(actions.withLock { $0 } == ["outer"])
        }
    }

    @Test func `streams rows into a table`() async throws {
        try await withNumbers { database async throws in
            let copied = try await database.transaction { transaction in
                let rows = (0..<100_000).lazy.map { number -> (Int, String?) in
                    (number, number.isMultiple(of: 2) ? nil : "odd")
                }
                let copied = try await transaction.copy(into: "note", columns: ["number", "text"], rows: rows)
                try await transaction.execute("INSERT INTO note VALUES (-1, 'after')")
                return copied
            }

            #expect(copied == 100_000)
            let sums = try await database.query(
                "SELECT count(*), count(text), sum(number)::bigint FROM note", as: (Int, Int, Int).self)
            #expect(sums.first?.0 == 100_001)
            #expect(sums.first?.1 == 50_001)
            #expect(sums.first?.2 == 4_999_949_999)
        }
    }

    @Test func `undoes a copy that breaks a constraint and goes on`() async throws {
        try await withNumbers { database async throws in
            try await database.transaction { transaction in
                let rows: [(Int, String?)] = [(5, "a"), (6, nil), (5, "b")]
                let error = await #expect(throws: PostgresError.self) {
                    try await transaction.savepoint { inner in
                        _ = try await inner.copy(into: "note", columns: ["number", "text"], rows: rows)
                    }
                }
                #expect(error?.violates("note_once") == true)
                try await transaction.execute("INSERT INTO note VALUES (7, NULL)")
            }

            #expect(try await database.query("SELECT number FROM note", as: Int.self) == [7])
        }
    }

    @Test func `is done again when another was in the way`() async throws {
        try await withNumbers(maximumConnections: 2) { database async throws in
            try await database.execute("INSERT INTO number VALUES (1), (2)")
            let attempts = Tally()
            let bothHoldOne = Meeting()

            try await withThrowingTaskGroup(of: Void.self) { group in
                for order in [[1, 2], [2, 1]] {
                    group.addTask {
                        try await database.transaction { transaction in
                            attempts.add()
                            try await lock(order[0], in: transaction)
                            try await bothHoldOne.arrive()
                            try await lock(order[1], in: transaction)
                            try await transaction.execute("INSERT INTO number VALUES (\(order[0] * 10))")
                        }
                    }
                }
                try await group.waitForAll()
            }

            #expect(try await numbers(in: database) == [1, 2, 10, 20])
            #expect(attempts.count == 3)
        }
    }

    @Test func `counts a serialization failure as being in the way`() async throws {
        try await withNumbers(maximumConnections: 2) { database async throws in
            try await database.execute("INSERT INTO number VALUES (1)")
            let attempts = Tally()
            try await database.transaction(isolation: .repeatableRead) { transaction in
                attempts.add()
                _ = try await transaction.query("SELECT count(*) FROM number", as: Int.self)
                if attempts.count == 1 { try await database.execute("UPDATE number SET value = 2") }
                try await transaction.execute("UPDATE number SET value = value + 10")
            }

            #expect(attempts.count == 2)
            #expect(try await numbers(in: database) == [12])
        }
    }

    @Test func `cannot be used after its end`() async throws {
        try await withNumbers { database async throws in
            // The compiler keeps a transaction in its task; only a variable declared for the purpose lets one escape.
            nonisolated(unsafe) var escaped: Transaction?
            try await database.transaction { transaction in
                escaped = transaction
            }
            let late = try #require(escaped)

            let error = await #expect(throws: PostgresError.self) {
                try await late.execute("INSERT INTO number VALUES (1)")
            }
            #expect(error?.kind == .closed)
        }
    }

    @Test func `learns a changed table by trying again`() async throws {
        try await withNumbers(maximumConnections: 2) { database async throws in
            try await database.execute("INSERT INTO number VALUES (1)")
            let all: SQL = "SELECT * FROM number"
            _ = try await database.transaction { try await $0.query(all, as: Int.self) }
            try await database.execute("ALTER TABLE number ADD COLUMN name text")

            let rows = try await database.transaction { transaction in
                try await transaction.query(all, as: (Int, String?).self)
            }

            #expect(rows.map(\.0) == [1])
        }
    }

    @Test func `is not needed for a single statement to learn a changed table`() async throws {
        try await withNumbers(maximumConnections: 1) { database async throws in
            let all: SQL = "SELECT * FROM number"
            func insert(_ value: Int) -> SQL { "INSERT INTO number VALUES (\(value)) RETURNING *" }
            #expect(try await database.execute(insert(1)) == 1)
            _ = try await database.query(all, as: Int.self)
            try await database.execute("ALTER TABLE number ADD COLUMN name text")

            #expect(try await database.execute(insert(2)) == 1)
            #expect(try await database.query(all, as: (Int, String?).self).map(\.0) == [1, 2])
        }
    }

    private func lock(_ value: Int, in transaction: Transaction) async throws {
        _ = try await transaction.query("SELECT value FROM number WHERE value = \(value) FOR UPDATE", as: Int.self)
    }
}
