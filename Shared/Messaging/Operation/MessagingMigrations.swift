import Foundation
package import Postgres

/// The tables of this module. They live in the schema of the service and are migrated before its own.
package enum MessagingMigrations {
    /// - Throws: when the files that are built into the product are missing beside it.
    package static func all() throws -> [Migration] {
        try Migration.all(in: Bundle.module.bundleURL.appendingPathComponent("Migrations"))
    }
}
