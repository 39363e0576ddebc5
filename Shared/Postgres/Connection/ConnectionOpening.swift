import CLibpq
import Foundation

extension Connection {
    /// Opens a connection on a thread of its own: libpq looks up host names synchronously, and a task must not block on
    /// that.
    static func open(
        id: Int, configuration: PostgresConfiguration, driver: SocketDriver,
        completion: @escaping @Sendable (Result<Connection, PostgresError>) -> Void
    ) {
        let thread = Thread {
            completion(
                Result { () throws(PostgresError) in
                    try connect(id: id, configuration: configuration, driver: driver)
                })
        }
        thread.name = "postgres-connect"
        thread.start()
    }

    private static func connect(
        id: Int, configuration: PostgresConfiguration, driver: SocketDriver
    ) throws(PostgresError) -> Connection {
        guard PostgresConfiguration.understands(url: configuration.url) else {
            throw PostgresError(.connection, message: "the address of the database is not understood")
        }
        let keywords = configuration.keywords
        let pointer = withCStrings(keywords.map(\.name)) { names in
            withCStrings(keywords.map(\.value)) { values in
                PQconnectdbParams(names, values, 1)
            }
        }
        guard let pointer else { throw PostgresError(.connection, message: "out of memory") }
        guard PQstatus(pointer) == CONNECTION_OK, PQsetnonblocking(pointer, 1) == 0,
            PQenterPipelineMode(pointer) == 1
        else {
            defer { PQfinish(pointer) }
            throw PostgresError(.connection, message: operatorText(of: pointer))
        }
        // Discards notices. They would go to standard error, with anything that a trigger or a RAISE puts into them.
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        return Connection(id: id, pointer: pointer, driver: driver, configuration: configuration)
    }

    /// Returns libpq's own text about a failed connection: host, port, user and reason. If libpq understands the
    /// address, the text does not contain the password.
    private static func operatorText(of pointer: OpaquePointer) -> String {
        String(cString: PQerrorMessage(pointer))
            .split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .joined(separator: "; ")
    }
}

extension PostgresConfiguration {
    /// The keywords for libpq. Later keywords override the URL.
    fileprivate var keywords: [(name: String, value: String)] {
        [
            ("dbname", url),
            ("application_name", applicationName),
            ("client_encoding", "UTF8"),
            ("connect_timeout", "\(max(2, connectTimeout.milliseconds / 1_000))"),
            ("target_session_attrs", requiresReadWrite ? "read-write" : "any"),
            ("keepalives_idle", "30"),
            ("keepalives_interval", "10"),
            ("keepalives_count", "3"),
            // Keepalives do not detect a peer that vanished while data was in flight to it.
            ("tcp_user_timeout", "15000"),
            ("options", sessionOptions),
        ]
    }

    private var sessionOptions: String {
        let settings: [(String, String)] = [
            ("search_path", quoting(identifier: schema)),
            ("statement_timeout", "\(statementTimeout.milliseconds)"),
            ("lock_timeout", "\(lockTimeout.milliseconds)"),
            ("idle_in_transaction_session_timeout", "\(idleInTransactionTimeout.milliseconds)"),
            ("synchronous_commit", "on"),
            // Statements here are small and frequent; one that looks expensive to the planner would be compiled for
            // half a second.
            ("jit", "off"),
            ("timezone", "UTC"),
        ]
        return settings.map { "-c \($0)=\(escapingOption($1))" }.joined(separator: " ")
    }

    /// Escapes an option: the server splits options at spaces and takes a backslash as an escape.
    private func escapingOption(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing(" ", with: "\\ ")
    }
}

private func withCStrings<R>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R) -> R {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    let pointers = copies.map { UnsafePointer($0) } + [nil]
    return pointers.withUnsafeBufferPointer { buffer in
        // The array ends with nil and is therefore never empty.
        withUnsafePointer(to: UnsafePointer<CChar>?.none) { end in body(buffer.baseAddress ?? end) }
    }
}
