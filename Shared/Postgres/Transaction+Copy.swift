extension Transaction {
    /// Streams rows into a table with COPY, and returns how many. The fastest way to insert more than about a hundred
    /// rows.
    ///
    /// Memory stays at one chunk whatever the number of rows. The types are first compared with those of the table.
    @discardableResult
    package func copy<each Column: PostgresColumn>(
        into table: StaticString, columns: [StaticString], rows: some Sequence<(repeat each Column)>
    ) async throws -> Int {
        let table = quoting(identifier: String(table))
        let names = columns.map { quoting(identifier: String($0)) }.joined(separator: ", ")
        let shape = SQL(pieces: ["SELECT \(names) FROM \(table) LIMIT 0"], parameters: Parameters())
        _ = try await query(shape, as: (repeat each Column).self)
        return try await guarded {
            var rows = rows.makeIterator()
            let fieldCount = Int16(truncatingIfNeeded: columns.count)
            return try await connection.copy(
                "COPY \(table) (\(names)) FROM STDIN (FORMAT binary)", connection.patience()
            ) { buffer in
                guard let row = rows.next() else { return false }
                buffer.append(bigEndian: fieldCount)
                for value in repeat each row {
                    _ = buffer.appendField(value)
                }
                return true
            }
        }
    }

    /// Runs the text of a migration.
    func run(script: String, patience: Duration) async throws {
        _ = try await run([])
        try await guarded {
            try await connection.run(script: script, Patience(silence: patience))
            guard connection.isInTransaction else {
                throw PostgresError(.migrations, message: "a migration must not end its transaction")
            }
        }
    }
}
