import CLibpq

/// One answer of the server. Owns its memory in libpq.
final class QueryResult {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    var status: ExecStatusType { PQresultStatus(pointer) }
    var rowCount: Int { Int(PQntuples(pointer)) }
    var columnCount: Int { Int(PQnfields(pointer)) }
    /// "INSERT 0 3", "COMMIT", "ROLLBACK" …
    var commandTag: String { String(cString: PQcmdStatus(pointer)) }
    var affectedRows: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    /// The refusal of the server, if this is one.
    var refusal: PostgresError? {
        guard status == PGRES_FATAL_ERROR || status == PGRES_NONFATAL_ERROR || status == PGRES_BAD_RESPONSE else {
            return nil
        }
        let sqlState = field("C").map(SQLState.init(rawValue:))
        var error = PostgresError(
            sqlState == nil ? .connection : .refused,
            sqlState: sqlState,
            constraint: field("n"),
            table: field("t"),
            column: field("c"),
            message: sqlState.flatMap { Self.mayQuoteValues($0) ? nil : field("M") })
        error.routine = field("R")
        return error
    }

    /// Returns whether the message may quote values. Data exceptions, broken constraints and raised exceptions quote
    /// rows in their messages, and internal errors may.
    private static func mayQuoteValues(_ sqlState: SQLState) -> Bool {
        ["21", "22", "23", "44", "P0", "XX"].contains(sqlState.classification)
    }

    private func field(_ code: Character) -> String? {
        guard let ascii = code.asciiValue, let text = PQresultErrorField(pointer, Int32(ascii)) else { return nil }
        return String(cString: text)
    }
}
