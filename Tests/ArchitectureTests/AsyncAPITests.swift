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

        #expect(Self.differences(between: probe.golden, and: try probe.decoded(), at: name) == [])
    }

    /// Returns the members that only one of a golden form and its value has, however deep.
    private static func differences(between golden: Any, and value: Any, at path: String) -> [String] {
        let mirror = Mirror(reflecting: unwrapped(value))
        switch golden {
        case let object as [String: Any] where mirror.displayStyle == .struct:
            let declared = mirror.children.compactMap(\.label)
            let own = Set(declared).symmetricDifference(object.keys).map { "\(path).\($0)" }
            return own.sorted()
                + mirror.children.flatMap { child -> [String] in
                    guard let label = child.label, let inner = object[label] else { return [] }
                    return differences(between: inner, and: child.value, at: "\(path).\(label)")
                }
        case let list as [Any]:
            return zip(list, mirror.children).flatMap { differences(between: $0, and: $1.value, at: "\(path)[]") }
        default: return []
        }
    }

    private static func unwrapped(_ value: Any) -> Any {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .optional, let child = mirror.children.first else { return value }
        return unwrapped(child.value)
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
