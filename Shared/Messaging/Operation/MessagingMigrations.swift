import Foundation
package import Postgres

/// The migrations of the tables of this module. The tables are in the schema of the service and are migrated before its
/// own.
package enum MessagingMigrations {
    /// - Throws: when the migration files that are bundled with the product are missing.
    package static func all() throws -> [Migration] {
        try Migration.all(in: Bundle.module.bundleURL.appendingPathComponent("Migrations"))
    }
}
