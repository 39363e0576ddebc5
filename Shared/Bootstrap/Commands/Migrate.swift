import ArgumentParser
import Logging
import Observability
import Postgres

/// Brings the schema to what this version needs.
struct Migrate<Service: Microservice>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "migrate",
            abstract: "Bring the schema of the service to the state that this version needs.",
            discussion: """
                Run it before serve, as often as you like, from as many places as you like: one works and the others \
                wait. Migrations only go forward.

                """
                    + SettingsHelp.text([
                        StandardSettings.databaseURL.documentation, StandardSettings.databaseOwnerURL.documentation,
                        StandardSettings.databaseSchema(of: Service.name).documentation,
                        StandardSettings.databaseConnections.documentation,
                    ]))
    }

    func run() async throws {
        try await ExitStatus.reporting {
            let logger = try CommandLog.begin(as: Service.name, settings: Settings())
            let database = try Connections.database(
                service: Service.name, settings: Settings(), asOwner: true, logger: logger)
            defer { database.close() }
            let applied = try await Service.schema.migrate(using: database)
            for name in applied { print("applied \(name)") }
            if applied.isEmpty { print("nothing to do: the schema is up to date") }
        }
    }
}
