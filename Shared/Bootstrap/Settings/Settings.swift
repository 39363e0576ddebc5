package import Configuration
import Foundation

/// The settings of a running service, read from the environment and from the files that it names.
package struct Settings: Sendable {
    private let environment: ConfigReader

    /// Reads the environment of the process.
    package init() {
        self.init(reading: ConfigReader(provider: EnvironmentVariablesProvider()))
    }

    package init(reading environment: ConfigReader) {
        self.environment = environment
    }

    /// Returns the value, or its default.
    ///
    /// - Throws: ``SettingProblem/missing(_:)`` if there is neither, or another problem if the value is wrong.
    package func value<Value>(of setting: Setting<Value>) throws(SettingProblem) -> Value {
        if let value = try valueIfSet(of: setting) { return value }
        throw .missing(setting.documentation)
    }

    /// Returns the value or its default, or `nil` if there is neither.
    package func valueIfSet<Value>(of setting: Setting<Value>) throws(SettingProblem) -> Value? {
        guard let text = try text(of: setting.documentation) else { return setting.fallback }
        do {
            return try setting.parse(text)
        } catch {
            throw .malformed(setting.documentation, mustBe: error.mustBe)
        }
    }

    private func text(of setting: SettingDocumentation) throws(SettingProblem) -> String? {
        let direct = variable(setting.name, isSecret: setting.isSecret)
        guard let path = variable("\(setting.name)_FILE", isSecret: false) else { return direct }
        guard direct == nil else { throw .ambiguous(setting) }
        let content: String
        do {
            content = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw .unreadable(setting, path: path)
        }
        guard let text = trimmed(content) else { throw .blank(setting, path: path) }
        return text
    }

    private func variable(_ name: String, isSecret: Bool) -> String? {
        environment.string(forKey: ConfigKey([name]), isSecret: isSecret).flatMap(trimmed)
    }
}

/// Returns the text without white space around it. An empty text counts as not set, because compose files pass on empty
/// variables.
private func trimmed(_ text: String) -> String? {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.isEmpty ? nil : trimmed
}

func isWebAddress(_ text: String) -> Bool {
    guard let address = URL(string: text), let host = address.host, !host.isEmpty else { return false }
    return address.scheme == "http" || address.scheme == "https"
}
