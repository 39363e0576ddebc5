import Foundation
package import Logging
import Web

/// The settings that every service has.
package enum StandardSettings {
    package static let databaseURL = Setting.database(
        "DATABASE_URL",
        "The database, as postgres://user:password@host:port/name or in libpq keywords. The user is the service's own role."
    )
    package static let databaseOwnerURL = Setting.database(
        "DATABASE_OWNER_URL",
        "The database as the role that owns the schema; migrate uses it instead of DATABASE_URL where it is set.",
        isOptional: true)
    package static func databaseSchema(of service: String) -> Setting<String> {
        .text("DATABASE_SCHEMA", "The schema that belongs to the service.", default: service)
    }
    package static let databaseConnections = Setting.number(
        "DATABASE_MAX_CONNECTIONS", "The most connections to the database at once.", default: 8, in: 2...200)

    package static let kafkaServers = Setting<String>(
        "KAFKA_BOOTSTRAP_SERVERS", "Brokers to begin with, as host:port, separated by commas.", parse: servers)
    package static let kafkaFetchWait = Setting.number(
        "KAFKA_FETCH_WAIT_MS",
        "How long a broker may hold a fetch that has nothing to return. Leave it to the library on Apache Kafka.",
        in: 1...59_000, isOptional: true)
    package static let kafkaSessionTimeout = Setting.number(
        "KAFKA_SESSION_TIMEOUT_MS", "How long a silent consumer keeps its partitions.",
        in: 1_000...300_000, isOptional: true)
    package static let kafkaInstance = Setting.text(
        "KAFKA_INSTANCE_ID",
        "A name that this process alone has and keeps over restarts, such as registration-0: then they move no partition.",
        isOptional: true)
    package static let kafkaExtra = Setting<[String: String]>(
        "KAFKA_SETTINGS",
        "Further librdkafka settings, such as those of TLS and SASL: one name=value to a line, as in a file of properties.",
        isOptional: true, isSecret: true, parse: pairs)
    package static let kafkaAllowsOldLibrary = Setting.flag(
        "KAFKA_ALLOW_OLD_LIBRARY", "Whether to run with a librdkafka before 2.2, which Apache Kafka tolerates.")
    package static let kafkaReplication = Setting.number(
        "KAFKA_REPLICATION_FACTOR", "How many brokers keep each topic that the topics command creates.",
        default: 1, in: 1...10)

    package static let host = Setting.text(
        "HTTP_HOST", "The address to listen on; 0.0.0.0 in a container.", default: "127.0.0.1")
    package static let publicPort = Setting.number(
        "HTTP_PORT", "The port of the public API.", default: 8_080, in: 0...65_535)
    package static let internalPort = Setting.number(
        "INTERNAL_PORT", "The port of health, metrics and reads for operators. Keep it off the internet.",
        default: 9_090, in: 0...65_535)

    package static let connectionsPerAddress = Setting.number(
        "HTTP_CONNECTIONS_PER_ADDRESS",
        "The most connections of one address to each port. Behind a proxy, at least as many as the proxy opens.",
        default: ConnectionLimits().connectionsPerAddress, in: 1...ConnectionLimits().connections)

    package static let logLevel = Setting<Logger.Level>(
        "LOG_LEVEL", "The least severe log lines that are written.", default: .info, parse: level)
    package static let environment = Setting.text(
        "ENVIRONMENT", "What log lines say of the deployment, such as local or production.", default: "local")
    package static let version = Setting.text(
        "BUILD_VERSION", "What logs and metrics say of the version.", default: BuildVersion.current)
    package static let drainWait = Setting.number(
        "DRAIN_WAIT_MS",
        "How long a stopping service goes on serving while load balancers notice that it is not ready; 5000 behind one.",
        default: 0, in: 0...DrainTimes.longestWaitMilliseconds)

    /// The settings that matter to `serve`.
    static func documentation(of service: String, publicAPI: Bool) -> [SettingDocumentation] {
        [databaseURL.documentation, databaseSchema(of: service).documentation, databaseConnections.documentation]
            + kafkaDocumentation + [kafkaInstance.documentation]
            + [host.documentation] + (publicAPI ? [publicPort.documentation] : [])
            + [
                internalPort.documentation, connectionsPerAddress.documentation, logLevel.documentation,
                environment.documentation, version.documentation, drainWait.documentation,
            ]
    }

    static var kafkaDocumentation: [SettingDocumentation] {
        [
            kafkaServers.documentation, kafkaFetchWait.documentation, kafkaSessionTimeout.documentation,
            kafkaExtra.documentation, kafkaAllowsOldLibrary.documentation,
        ]
    }

    @Sendable private static func level(_ text: String) throws(Setting<Logger.Level>.Malformed) -> Logger.Level {
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            throw .init(mustBe: "one of " + Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return level
    }

    @Sendable private static func servers(_ text: String) throws(Setting<String>.Malformed) -> String {
        let servers = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        guard !servers.isEmpty, servers.allSatisfy(isServer) else {
            throw .init(mustBe: "host:port without a scheme, several with commas between them, such as kafka:9092")
        }
        return servers.joined(separator: ",")
    }

    /// Returns whether a text can name a broker. The library accepts anything here and looks for it for ever.
    private static func isServer(_ text: String) -> Bool {
        guard !text.contains(where: { $0 == "/" || $0.isWhitespace }) else { return false }
        guard let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") else { return true }
        return colon > text.startIndex && (UInt16(text[text.index(after: colon)...]) ?? 0) > 0
    }

    @Sendable private static func pairs(
        _ text: String
    ) throws(Setting<[String: String]>.Malformed) -> [String: String] {
        var pairs: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let pair = line.trimmingCharacters(in: .whitespaces)
            guard !pair.isEmpty, !pair.hasPrefix("#") else { continue }
            guard let match = pair.wholeMatch(of: #/([a-z0-9._]+)\s*=\s*(.*)/#),
                // A second pair on the line, such as ",sasl.password=", would become part of the value of the first.
                !match.2.contains(#/,\s*[a-z0-9_]+(\.[a-z0-9_]+)+\s*=/#)
            else {
                throw .init(
                    mustBe: "one name=value to a line, with a name of small letters, digits, dots and underscores")
            }
            pairs[String(match.1)] = String(match.2)
        }
        return pairs
    }
}
