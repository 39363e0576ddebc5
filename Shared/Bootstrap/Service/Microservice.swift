package import Events
package import Postgres

/// One service of the system, as its executable describes it to ``ServiceCommand``.
///
/// The conforming type lives in the executable: it maps settings onto what the service module needs and nothing more.
package protocol Microservice: Sendable {
    /// The service's name in commands, logs, metrics, consumer groups and `ce_source`, such as `registration`.
    static var name: String { get }

    /// What the service is for, in one sentence for `--help`.
    static var summary: String { get }

    /// Topics that the service publishes to.
    static var publishes: [Topic] { get }

    /// What each subscription reads.
    ///
    /// The `topics` command commits the starting offset of each group from it.
    static var reads: [Reading] { get }

    /// Topics that are read without a consumer group, as replies are.
    static var listensTo: [Topic] { get }

    /// Migrations of the service itself.
    ///
    /// The migrations of the outbox and the inbox come before them.
    static var migrations: [Migration] { get throws }

    /// Settings beyond those that every service has, for `--help`.
    static var settings: [SettingDocumentation] { get }

    /// Whether the service has an HTTP port for the public beside the internal one.
    static var servesPublicAPI: Bool { get }

    /// The values of the service's own settings.
    associatedtype Configuration: Sendable

    /// Reads the service's own settings, before anything else is started or waited for.
    ///
    /// - Throws: ``SettingProblem`` for a setting that is missing or malformed, which ends `serve` with exit code 78.
    static func configuration(from settings: Settings) throws -> Configuration

    /// Builds the service once its schema is known to be up to date.
    ///
    /// Nothing runs yet: put what is to run into the parts.
    static func start(_ context: BootContext, as configuration: Configuration) async throws -> Parts
}

extension Microservice {
    package static var listensTo: [Topic] { [] }
    package static var settings: [SettingDocumentation] { [] }
    package static var servesPublicAPI: Bool { false }
}

extension Microservice where Configuration == Void {
    package static func configuration(from settings: Settings) {}
}
