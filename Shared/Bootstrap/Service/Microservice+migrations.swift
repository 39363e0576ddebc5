import Messaging
import Postgres

extension Microservice {
    /// Everything that makes up the schema, in order.
    static var schema: Migrator {
        get throws {
            try Migrator(migrations: MessagingMigrations.all() + migrations)
        }
    }
}
