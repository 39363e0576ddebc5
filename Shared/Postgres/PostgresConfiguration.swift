/// The address of the database, the schema that is ours, and the limits on connections and time.
package struct PostgresConfiguration: Sendable {
    /// `postgres://user:password@host:port/database` or libpq keywords. Holds a secret: never log it.
    package var url: String
    /// The schema of the service: the whole `search_path`.
    package var schema: String
    /// The name under which connections appear in `pg_stat_activity`.
    package var applicationName: String
    package var maximumConnections: Int
    /// How long a caller waits for a connection before it gets ``PostgresError/Kind/leaseTimeout``.
    package var leaseTimeout: Duration = .seconds(2)
    package var connectTimeout: Duration = .seconds(5)
    package var statementTimeout: Duration = .seconds(10)
    package var lockTimeout: Duration = .seconds(5)
    package var idleInTransactionTimeout: Duration = .seconds(15)
    /// Whether to accept only a server that takes writes, so that a standby is never mistaken for the primary.
    package var requiresReadWrite = true

    package init(url: String, schema: String, applicationName: String, maximumConnections: Int = 10) {
        self.url = url
        self.schema = schema
        self.applicationName = applicationName
        self.maximumConnections = maximumConnections
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "PostgresConfiguration(schema: \(schema))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["schema": schema]) }
}
