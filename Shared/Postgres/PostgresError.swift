/// An error of the database, without the values that were sent or read.
package struct PostgresError: Error, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The server refused a statement; ``PostgresError/sqlState`` says why. The transaction is rolled back.
        case refused
        /// No connection could be made, or it was lost before COMMIT was sent: nothing was kept.
        case connection
        /// The connection was lost after COMMIT was sent. The work may or may not have been kept: read before you
        /// repeat it.
        case commitUnknown
        /// The server answered COMMIT with ROLLBACK: the body swallowed the failure of a statement. Nothing was kept.
        case rolledBack
        /// Every connection was in use for the whole lease timeout.
        case leaseTimeout
        /// The columns of the result are not what the caller asked for. A bug on our side.
        case mismatch
        /// A value in the database breaks the rule of its type, or is NULL unexpectedly.
        case decoding
        /// The database was closed, or a transaction was used after its end.
        case closed
        /// The migrations in the database are not those in the program.
        case migrations
    }

    package var kind: Kind
    package var sqlState: SQLState?
    /// The name of the broken constraint.
    package var constraint: String?
    package var table: String?
    package var column: String?
    /// Text for an operator. Kept only if the server is known not to quote values in it.
    package var message: String?
    /// The place in the server's source that raised the refusal. It is the same in every language of the server's
    /// messages.
    var routine: String?

    package init(
        _ kind: Kind,
        sqlState: SQLState? = nil,
        constraint: String? = nil,
        table: String? = nil,
        column: String? = nil,
        message: String? = nil
    ) {
        self.kind = kind
        self.sqlState = sqlState
        self.constraint = constraint
        self.table = table
        self.column = column
        self.message = message
    }

    /// Whether nothing was kept and the same work may succeed if it is repeated, now or once the database is available.
    package var isRetriable: Bool {
        isContention || isUnavailable
    }

    /// Whether the database cannot be reached or cannot take work at the moment, whatever the work is.
    package var isUnavailable: Bool {
        switch kind {
        case .connection, .leaseTimeout: true
        case .refused:
            switch sqlState?.classification {
            // 53: out of memory, disk or connections; 57P: shutting down or starting; 58: input and output;
            // 25006: a standby.
            case "08", "53", "58": true
            case "57": sqlState != .queryCanceled
            default: sqlState == .readOnlyTransaction
            }
        case .commitUnknown, .rolledBack, .mismatch, .decoding, .closed, .migrations: false
        }
    }

    /// Whether another transaction or a migration was in the way, so that the work should be repeated at once.
    package var isContention: Bool {
        guard kind == .refused else { return false }
        return switch sqlState {
        case .serializationFailure, .deadlockDetected, .lockNotAvailable: true
        default: isStalePlan
        }
    }

    /// Whether other data could have succeeded: broken constraints, bad values, bugs in the request. Any other error
    /// concerns the server, the connection, or a schema that was not migrated.
    package var isAboutTheData: Bool {
        switch kind {
        case .connection, .commitUnknown, .leaseTimeout, .closed, .migrations: return false
        case .rolledBack, .mismatch, .decoding: return true
        case .refused:
            guard !isRetriable, let sqlState else { return false }
            // Missing tables, schemas and privileges are missing for all data, until a migration runs.
            guard !["42P01", "3F000", "42501"].contains(sqlState.rawValue) else { return false }
            return ["0A", "21", "22", "23", "2F", "38", "39", "42", "44", "54", "P0"].contains(sqlState.classification)
                || [.queryCanceled, .inFailedTransaction].contains(sqlState)
        }
    }

    /// Whether the schema lacks what the program expects, or this user may not use it: the schema is wrong, the user is
    /// wrong, or the schema was not migrated yet.
    package var isWrongSchema: Bool {
        switch sqlState {
        case .insufficientPrivilege, .undefinedColumn, .undefinedTable, .invalidSchemaName: kind == .refused
        default: false
        }
    }

    /// Whether a migration changed a table under a prepared statement. The next attempt prepares the statement again.
    var isStalePlan: Bool {
        sqlState == .featureNotSupported && routine == "RevalidateCachedQuery"
    }

    /// Whether the server ends the connection with this error: it is shutting down, an operator ended the session, or the
    /// session was idle for too long.
    var isFarewell: Bool {
        ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(sqlState?.rawValue)
    }

    /// Returns whether the constraint of this name, as the migration gives it, was broken.
    package func violates(_ constraint: StaticString) -> Bool {
        self.constraint == String(constraint)
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        var parts = ["postgres \(kind)"]
        if let sqlState { parts.append("sqlstate \(sqlState)") }
        if let constraint { parts.append("constraint \(constraint)") }
        if let table { parts.append("table \(table)") }
        if let column { parts.append("column \(column)") }
        if let message { parts.append(message) }
        return parts.joined(separator: ", ")
    }

    package var debugDescription: String { description }
}
