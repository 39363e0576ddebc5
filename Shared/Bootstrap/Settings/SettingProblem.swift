/// A setting that keeps the service from starting.
///
/// The text never holds the value, which may be a secret.
package enum SettingProblem: Error, Hashable, Sendable {
    case missing(SettingDocumentation)
    case malformed(SettingDocumentation, mustBe: String)
    /// The file named by `NAME_FILE` cannot be read.
    case unreadable(SettingDocumentation, path: String)
    /// The file named by `NAME_FILE` holds nothing.
    case blank(SettingDocumentation, path: String)
    /// Both `NAME` and `NAME_FILE` are set.
    case ambiguous(SettingDocumentation)
}

extension SettingProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let setting):
            return "\(setting.name) is not set. \(setting.purpose) \(setting.howToSet)"
        case .malformed(let setting, let mustBe):
            return "\(setting.name) is not understood: it must be \(mustBe). \(setting.purpose)"
        case .unreadable(let setting, let path):
            return """
                \(setting.name)_FILE names \(path), which cannot be read as text. \(setting.purpose) \
                Check that the file exists and that this user may read it.
                """
        case .blank(let setting, let path):
            return """
                \(setting.name)_FILE names \(path), which is empty. \(setting.purpose) \
                Put the value into the file, or do not set \(setting.name)_FILE.
                """
        case .ambiguous(let setting):
            return "Both \(setting.name) and \(setting.name)_FILE are set. Keep one of them. \(setting.purpose)"
        }
    }
}

extension SettingDocumentation {
    fileprivate var howToSet: String {
        isSecret
            ? "Set \(name)_FILE to the path of a file that holds it."
            : "Set \(name) in the environment, or \(name)_FILE to the path of a file that holds it."
    }
}
