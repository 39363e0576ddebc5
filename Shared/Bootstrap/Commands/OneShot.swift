package import Logging

/// Runs one piece of work of a service from the terminal: importers, tokens, repairs.
package enum OneShot<Service: Microservice> {
    /// Connects database and producer, runs the work, and disconnects.
    ///
    /// Log lines go to standard error, so that standard output belongs to the command. Errors become a message on
    /// standard error and one of the documented exit codes. SIGTERM and SIGINT cancel the work.
    ///
    /// - Parameter settings: Where settings come from; tests hand in their own.
    package static func run(
        settings: Settings = Settings(),
        _ work: @escaping @Sendable (BootContext) async throws -> Void
    ) async throws {
    }
}
