import Events
import Foundation
import Testing
import Vocabulary
import Yams

@Suite("asyncapi.yaml")
struct AsyncAPITests {
    /// The variable to set to write the file instead of comparing it.
    private static let writing = "WRITE_ASYNCAPI"

    @Test func `the file says what the code does`() throws {
        let expected = try AsyncAPI.document().written()
        if ProcessInfo.processInfo.environment[Self.writing] != nil {
            try Data(expected.utf8).write(to: Repository.root.appending(path: "asyncapi.yaml"))
        }
        let found = try Repository.text("asyncapi.yaml")

        guard found != expected else { return }
        let difference = zip(found.split(separator: "\n"), expected.split(separator: "\n")).first { $0 != $1 }
        Issue.record(
            """
            asyncapi.yaml is not what the code says: it has \(difference?.0 ?? "another length") where \
            \(difference?.1 ?? "another length") belongs. Run this test with \(Self.writing)=1 to write it.
            """)
    }

    @Test func `the file is YAML in which every reference leads somewhere`() throws {
        let file = try #require(try Yams.load(yaml: Repository.text("asyncapi.yaml")) as? [String: Any])

        let references = Self.references(in: file)
        #expect(references.count > EventCatalogue.all.count)
        #expect(references.filter { Self.find($0, in: file) == nil } == [])
    }

    @Test(arguments: EventCatalogue.all.map { String(describing: $0) })
    func `every message says what it is about and has a schema of known forms`(_ name: String) throws {
        let file = try #require(try Yams.load(yaml: Repository.text("asyncapi.yaml")) as? [String: Any])
        let message = try #require(Self.find("#/components/messages/\(name)", in: file) as? [String: Any])

        #expect((message["summary"] as? String)?.isEmpty == false)
        #expect(message["payload"] as? [String: Any] != nil)
    }

    @Test(arguments: EventCatalogue.all.map { String(describing: $0) })
    func `the golden form of an event shows every member that it can have`(_ name: String) throws {
        let event = try #require(EventCatalogue.all.first { String(describing: $0) == name })
        let probe = try Probe(event)
        let declared = Mirror(reflecting: try probe.decoded()).children.compactMap(\.label)

        #expect(Set(declared) == Set((probe.golden as? [String: Any] ?? [:]).keys))
    }

    /// The topics in `asyncapi.yaml` match those that `topics` commands create, as both come from the catalogue.
    @Test func `every topic has an owner, partitions and events`() {
        for topic in Topic.all {
            #expect(!topic.owner.isEmpty && topic.partitions > 0 && !EventCatalogue.events(on: topic).isEmpty)
        }
    }

    private static func references(in value: Any) -> [String] {
        switch value {
        case let map as [String: Any]:
            map.flatMap { name, value in
                if name == "$ref", let reference = value as? String { return [reference] }
                return references(in: value)
            }
        case let list as [Any]: list.flatMap(references)
        default: []
        }
    }

    private static func find(_ reference: String, in file: Any) -> Any? {
        var found: Any? = file
        for name in reference.split(separator: "/").dropFirst() {
            found = (found as? [String: Any])?[String(name)]
        }
        return found
    }
}
