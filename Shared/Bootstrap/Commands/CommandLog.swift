import Logging
import Observability

/// Logging of commands that run once: warnings and worse, on standard error.
enum CommandLog {
    static func begin(as service: String, settings: Settings) throws -> Logger {
        let identity = ProcessIdentity(
            service: service, version: try settings.value(of: StandardSettings.version),
            environment: try settings.value(of: StandardSettings.environment))
        let isSet = try settings.valueIfSet(of: explicitLevel)
        _ = Observing.begin(as: identity, level: isSet ?? .warning, output: .standardError)
        return Logger(label: service)
    }

    private static let explicitLevel = Setting<Logger.Level>(
        StandardSettings.logLevel.documentation.name, StandardSettings.logLevel.documentation.purpose,
        isOptional: true, parse: StandardSettings.logLevel.parse)
}
