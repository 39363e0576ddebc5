import Postgres

/// A typed setting: its name in the environment, its purpose, and how its text is parsed.
///
/// Every setting can be given as `NAME=value`, or as `NAME_FILE=path` with the path of a file that holds the value.
package struct Setting<Value: Sendable>: Sendable {
    package let documentation: SettingDocumentation
    let fallback: Value?
    let parse: @Sendable (String) throws(Malformed) -> Value

    /// Why a text is not a value of the setting: the end of a sentence that begins "It must be".
    package struct Malformed: Error {
        package let mustBe: String

        package init(mustBe: String) {
            self.mustBe = mustBe
        }
    }

    /// A setting of any type.
    ///
    /// - Parameters:
    ///   - shownDefault: The default as `--help` prints it; without it, `fallback` itself is printed.
    ///   - parse: Receives the text without white space around it.
    package init(
        _ name: String,
        _ purpose: String,
        default fallback: Value? = nil,
        shownDefault: String? = nil,
        isOptional: Bool = false,
        isSecret: Bool = false,
        parse: @escaping @Sendable (String) throws(Malformed) -> Value
    ) {
        let presence: SettingDocumentation.Presence =
            if let fallback { .defaulted(shownDefault ?? "\(fallback)") } else if isOptional { .optional } else {
                .required
            }
        documentation = SettingDocumentation(name: name, purpose: purpose, presence: presence, isSecret: isSecret)
        self.fallback = fallback
        self.parse = parse
    }
}

extension Setting<String> {
    package static func text(
        _ name: String, _ purpose: String, default fallback: String? = nil, isOptional: Bool = false
    ) -> Self {
        Setting(name, purpose, default: fallback, isOptional: isOptional) { $0 }
    }

    /// Text that is never printed and best given as a file.
    package static func secret(_ name: String, _ purpose: String, isOptional: Bool = false) -> Self {
        Setting(name, purpose, isOptional: isOptional, isSecret: true) { $0 }
    }

    /// The address of a database, which contains a password.
    static func database(_ name: String, _ purpose: String, isOptional: Bool = false) -> Self {
        Setting(name, purpose, isOptional: isOptional, isSecret: true) { text throws(Malformed) in
            guard PostgresConfiguration.understands(url: text) else {
                throw Malformed(
                    mustBe: """
                        postgres://user:password@host:port/name, with a port from 1 to 65535, and with signs such as \
                        @ / % : in the password written as %40 %2F %25 %3A
                        """)
            }
            return text
        }
    }

    /// An absolute http or https address, without a slash at its end.
    package static func address(
        _ name: String, _ purpose: String, default fallback: String? = nil, isOptional: Bool = false
    ) -> Self {
        Setting(name, purpose, default: fallback, isOptional: isOptional) { text throws(Malformed) in
            guard isWebAddress(text) else {
                throw Malformed(mustBe: "an address such as https://host.example or http://127.0.0.1:8080")
            }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        }
    }
}

extension Setting<Int> {
    package static func number(
        _ name: String, _ purpose: String, default fallback: Int? = nil, in range: ClosedRange<Int>,
        isOptional: Bool = false
    ) -> Self {
        Setting(name, purpose, default: fallback, isOptional: isOptional) { text throws(Malformed) in
            guard let number = Int(text), range.contains(number) else {
                throw Malformed(mustBe: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }
}

extension Setting<Bool> {
    package static func flag(_ name: String, _ purpose: String, default fallback: Bool = false) -> Self {
        Setting(name, purpose, default: fallback) { text throws(Malformed) in
            switch text.lowercased() {
            case "true", "yes", "1": return true
            case "false", "no", "0": return false
            default: throw Malformed(mustBe: "true or false")
            }
        }
    }
}
