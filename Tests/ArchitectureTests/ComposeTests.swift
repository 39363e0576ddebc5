import Testing
import Yams

@Suite("compose.yaml")
struct ComposeTests {
    /// One service of the file, with the parts that these tests check.
    private struct Container {
        let command: [String]
        /// The names of settings, whether given directly or by file.
        let settings: Set<String>
        let build: [String: String]
        /// By the name of the container, for what it waits.
        let waitsFor: [String: String]

        init(_ yaml: [String: Any]) {
            command = yaml["command"] as? [String] ?? []
            let environment = yaml["environment"] as? [String: Any] ?? [:]
            settings = Set(environment.keys.map { $0.hasSuffix("_FILE") ? String($0.dropLast(5)) : $0 })
            let build = yaml["build"] as? [String: Any] ?? [:]
            self.build = build["args"] as? [String: String] ?? [:]
            waitsFor = (yaml["depends_on"] as? [String: [String: Any]] ?? [:])
                .mapValues { $0["condition"] as? String ?? "" }
        }
    }

    private func containers() throws -> [String: Container] {
        let file = try #require(try Yams.load(yaml: Repository.text("compose.yaml")) as? [String: Any])
        let services = try #require(file["services"] as? [String: [String: Any]])
        return services.mapValues(Container.init)
    }

    @Test(arguments: Repository.services)
    func `a service is migrated, gets its topics and only then serves`(_ service: String) throws {
        let (name, containers) = (service.lowercased(), try containers())
        let serving = try #require(containers[name])
        let migrating = try #require(containers["\(name)-migrate"])
        let preparing = try #require(containers["\(name)-topics"])

        #expect(serving.command == ["serve"] && migrating.command == ["migrate"] && preparing.command == ["topics"])
        #expect([serving, migrating, preparing].allSatisfy { $0.build["SERVICE"] == name })
        for preparation in ["migrate", "topics"] {
            #expect(serving.waitsFor["\(name)-\(preparation)"] == "service_completed_successfully")
        }
        for preparation in [migrating, preparing] {
            #expect(preparation.waitsFor == ["postgres": "service_healthy", "kafka": "service_healthy"])
        }
        #expect(migrating.settings.contains("DATABASE_URL") && preparing.settings.contains("KAFKA_BOOTSTRAP_SERVERS"))
    }

    @Test(arguments: Repository.services)
    func `a service is given the settings that it documents`(_ service: String) throws {
        let container = try #require(try containers()[service.lowercased()])
        let standard = try DocumentedSetting.all(in: "Shared/Bootstrap/Settings")
        let own = try DocumentedSetting.all(in: "Services/\(service)/Main")

        #expect(standard.map(\.name).contains("DATABASE_URL"))
        #expect(container.settings.subtracting((standard + own).map(\.name)) == [], "nobody reads these")
        #expect(
            Set((standard + own).filter(\.isRequired).map(\.name)).subtracting(container.settings) == [],
            "nobody gives these")
    }

    @Test func `no other container runs a service`() throws {
        let built = try containers().filter { $0.value.build["SERVICE"] != nil }.keys

        #expect(
            Set(built)
                == Set(Repository.services.map { $0.lowercased() }.flatMap { [$0, "\($0)-migrate", "\($0)-topics"] }))
    }
}

/// A setting as documented by its declaration in the source.
private struct DocumentedSetting {
    let name: String
    let isRequired: Bool

    static func all(in folder: String) throws -> [DocumentedSetting] {
        try Repository.sources(in: folder).flatMap { source in
            let beginnings = source.text.matches(
                of: #/(?:Setting(?:<[^(]*>)?(?:\.\w+)?|\.text|\.number)\(\s*"([A-Z][A-Z0-9_]+)"/#)
            return beginnings.map { beginning in
                let arguments = rest(of: source.text[beginning.range.upperBound...])
                return DocumentedSetting(
                    name: String(beginning.1),
                    // A flag is off unless it is set.
                    isRequired: !arguments.contains("isOptional: true") && !arguments.contains("default:")
                        && !beginning.0.contains(".flag"))
            }
        }
    }

    /// Returns the remaining arguments of a call.
    private static func rest(of text: Substring) -> Substring {
        var depth = 1
        return text.prefix { character in
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            return depth > 0
        }
    }
}
