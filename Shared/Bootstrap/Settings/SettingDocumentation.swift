/// A setting as `--help` shows it.
package struct SettingDocumentation: Hashable, Sendable {
    package enum Presence: Hashable, Sendable {
        case required
        case optional
        case defaulted(String)
    }

    package let name: String
    package let purpose: String
    package let presence: Presence
    /// Secrets are best given as a file: `NAME_FILE` holds its path.
    package let isSecret: Bool
}
