import Messaging
import Postgres

extension Microservice {
    /// All migrations of the schema, in order.
    static var schema: Migrator {
        get throws {
            try Migrator(migrations: MessagingMigrations.all() + migrations)
        }
    }
}
