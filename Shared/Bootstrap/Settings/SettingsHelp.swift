/// The part of `--help` that lists settings.
enum SettingsHelp {
    static func text(_ settings: [SettingDocumentation]) -> String {
        let head = """
            Settings come from the environment. Each may also be given as NAME_FILE, the path of a file that holds the \
            value: do so for secrets.
            """
        return ([head] + settings.map(entry)).joined(separator: "\n\n")
    }

    private static func entry(_ setting: SettingDocumentation) -> String {
        let presence =
            switch setting.presence {
            case .required: "required"
            case .optional: "optional"
            case .defaulted(let value): "default: \(value)"
            }
        return "\(setting.name) (\(presence)\(setting.isSecret ? ", secret" : ""))\n    \(setting.purpose)"
    }
}
