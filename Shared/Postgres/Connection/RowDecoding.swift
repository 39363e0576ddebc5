import CLibpq

extension QueryResult {
    /// All rows as tuples.
    func rows<each Column: PostgresColumn>(as row: (repeat each Column).Type) throws(PostgresError)
        -> [(repeat each Column)]
    {
        var rows: [(repeat each Column)] = []
        rows.reserveCapacity(rowCount)
        for index in 0..<Int32(rowCount) {
            var column: Int32 = 0
            rows.append((repeat try value(row: index, column: &column, as: (each Column).self)))
        }
        return rows
    }

    /// Compares the columns that the server sends with those that the caller decodes. The error names the first that
    /// differs.
    func checkColumns<each Column: PostgresColumn>(as row: (repeat each Column).Type) throws(PostgresError) {
        var wanted = 0
        for _ in repeat (each Column).self { wanted += 1 }
        guard wanted == columnCount else {
            throw PostgresError(.mismatch, message: "\(columnCount) columns found, \(wanted) wanted")
        }
        var index: Int32 = 0
        for column in repeat (each Column).self {
            let found = PQftype(pointer, index)
            guard column.accepts(oid: found) else {
                throw PostgresError(
                    .mismatch, column: name(of: index),
                    message: "wanted \(column), which is \(typeName(column.columnOID)), found \(typeName(found))")
            }
            index += 1
        }
    }

    private func value<Value: PostgresColumn>(row: Int32, column: inout Int32, as: Value.Type) throws(PostgresError)
        -> Value
    {
        defer { column += 1 }
        do throws(PostgresDecodingProblem) {
            let bytes = UnsafeRawBufferPointer(
                start: PQgetvalue(pointer, row, column), count: Int(PQgetlength(pointer, row, column)))
            return try Value.decodeColumn(bytes.bytes, isNull: PQgetisnull(pointer, row, column) == 1)
        } catch {
            throw PostgresError(.decoding, column: name(of: column), message: "\(error)")
        }
    }

    private func name(of column: Int32) -> String? {
        PQfname(pointer, column).map { String(cString: $0) }
    }
}

/// Returns the common name of a type, or its number if the type is not listed.
private func typeName(_ oid: UInt32) -> String {
    let names: [UInt32: String] = [
        16: "boolean", 17: "bytea", 19: "name", 20: "bigint", 21: "smallint", 23: "integer", 25: "text", 114: "json",
        700: "real", 701: "double precision", 1000: "boolean[]", 1001: "bytea[]", 1005: "smallint[]",
        1007: "integer[]", 1009: "text[]", 1016: "bigint[]", 1042: "char", 1043: "varchar", 1082: "date",
        1114: "timestamp", 1182: "date[]", 1184: "timestamptz", 1185: "timestamptz[]", 1186: "interval",
        1700: "numeric", 2950: "uuid", 2951: "uuid[]", 3802: "jsonb", 3807: "jsonb[]",
    ]
    return names[oid] ?? "type \(oid)"
}
