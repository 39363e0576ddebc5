import Events
import Foundation

/// The contents of `asyncapi.yaml` as derived from the code.
enum AsyncAPI {
    static func document() throws -> Document {
        .map([
            ("asyncapi", .text("3.0.0")),
            ("info", info),
            ("defaultContentType", .text("application/json")),
            ("servers", servers),
            ("channels", try .map(Topic.all.map { ($0.name, try channel($0)) })),
            ("operations", .map(Topic.all.map { ("publish.\($0.name)", operation($0)) })),
            (
                "components",
                .map([
                    ("messages", try .map(EventCatalogue.all.map { (name(of: $0), try message($0)) })),
                    ("messageTraits", .map([("cloudEvent", try CloudEventTrait.document())])),
                ])
            ),
        ])
    }

    private static let info = Document.map([
        ("title", .text("Register early career teachers: events and commands")),
        ("version", .text("1.0.0")),
        (
            "description",
            .text(
                "Every topic of the system and every message on it. Written by the tests of the architecture from the "
                    + "catalogue of topics, the events and their golden forms; do not edit by hand. Members that a "
                    + "reader does not know are to be ignored, as a newer writer may add some; words beyond those of an "
                    + "x-extensible-enum are to be kept as they are.")
        ),
    ])

    private static let servers = Document.map([
        (
            "kafka",
            .map([
                ("host", .text("{host}")), ("protocol", .text("kafka")),
                ("description", .text("KAFKA_BOOTSTRAP_SERVERS of the deployment.")),
                ("variables", .map([("host", .map([("default", .text("localhost:9092"))]))])),
            ])
        )
    ])

    // MARK: - Topics

    private static func channel(_ topic: Topic) throws -> Document {
        .map([
            ("address", .text(topic.name)),
            ("description", .text(topic.summary)),
            (
                "messages",
                .map(
                    EventCatalogue.events(on: topic).map {
                        (name(of: $0), .reference("components", "messages", name(of: $0)))
                    })
            ),
            (
                "bindings",
                .map([
                    (
                        "kafka",
                        .map([
                            ("topic", .text(topic.name)), ("partitions", .number(topic.partitions)),
                            ("topicConfiguration", configuration(topic.retention)), ("bindingVersion", .text("0.5.0")),
                        ])
                    )
                ])
            ),
            ("x-owner", .text(topic.owner)),
            ("x-ordering", .text(ordering(topic.ordering))),
        ])
    }

    private static func configuration(_ retention: Topic.Retention) -> Document {
        switch retention {
        case .compacted: .map([("cleanup.policy", .texts(["compact"]))])
        case .time(let duration):
            .map([
                ("cleanup.policy", .texts(["delete"])),
                ("retention.ms", .number(Int(duration.components.seconds) * 1_000)),
            ])
        }
    }

    private static func ordering(_ ordering: Topic.Ordering) -> String {
        switch ordering {
        case .dense: "ce_sequence counts 1, 2, 3 per key; every event matters"
        case .latest: "the highest ce_sequence of a key wins, and its record says all that is left to say of the key"
        case .unordered: "none; events have no ce_sequence"
        }
    }

    private static func operation(_ topic: Topic) -> Document {
        .map([
            ("action", .text("send")),
            ("title", .text("\(topic.owner) publishes to \(topic.name)")),
            ("channel", .reference("channels", topic.name)),
            (
                "messages",
                .list(
                    EventCatalogue.events(on: topic).map {
                        .reference("channels", topic.name, "messages", name(of: $0))
                    })
            ),
        ])
    }

    // MARK: - Messages

    private static func message(_ event: any Event.Type) throws -> Document {
        let probe = try Probe(event)
        let key = try probe.decoded().key
        return .map([
            ("name", .text(event.type.rawValue)),
            ("title", .text(name(of: event))),
            ("summary", .text(try DocumentationComment.summary(of: name(of: event)))),
            ("contentType", .text("application/json")),
            ("traits", .list([.reference("components", "messageTraits", "cloudEvent")])),
            ("payload", try PayloadSchema(probe: probe).document()),
            (
                "bindings",
                .map([
                    (
                        "kafka",
                        .map([
                            (
                                "key",
                                .map([
                                    ("type", .text("string")), ("description", .text(describe(key, of: probe))),
                                ])
                            ),
                            ("bindingVersion", .text("0.5.0")),
                        ])
                    )
                ])
            ),
        ])
    }

    private static func name(of event: any Event.Type) -> String { String(describing: event) }

    /// Describes the key by the member that has the same value in the golden form, if there is one.
    private static func describe(_ key: String, of probe: Probe) -> String {
        let members = (probe.golden as? [String: Any] ?? [:]).filter { _, value in
            (value as? String)?.lowercased() == key.lowercased()
        }
        if let name = members.keys.sorted().first { return "The value of \(name)." }
        return "The natural id of what the event is about, such as \(key)."
    }
}

/// The headers that every message has or may have.
private enum CloudEventTrait {
    static func document() throws -> Document {
        let id = UUID(uuid: (1, 1, 1, 1, 1, 1, 0x70, 1, 0x80, 1, 1, 1, 1, 1, 1, 1))
        let metadata = EventMetadata(
            id: id, time: Date(timeIntervalSince1970: 0), sequence: 1, correlationID: id, causationID: id,
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", isReplay: true)
        let headers = CloudEventHeaders.encode(
            type: "some.thing.happened", metadata: metadata, source: CloudEventHeaders.source(of: "identity"),
            subject: "1234567")
        let needed = headers.map(\.name).filter { name in
            let others = headers.filter { $0.name != name }.map { ($0.name, Optional($0.value)) }
            return (try? CloudEventHeaders.decode(others, timestamp: Date())) == nil
        }
        // Readers here do not use the source, but every CloudEvents event must have one.
        let required = needed + [CloudEventHeaders.Name.source]
        return .map([
            (
                "headers",
                .map([
                    ("type", .text("object")), ("required", .texts(required)),
                    ("properties", .map(headers.map { ($0.name, property($0.name)) })),
                ])
            ),
            (
                "correlationId",
                .map([("location", .text("$message.header#/\(CloudEventHeaders.Name.correlationID)"))])
            ),
        ])
    }

    private static func property(_ name: String) -> Document {
        typealias Name = CloudEventHeaders.Name
        let meaning =
            switch name {
            case Name.contentType: "application/json"
            case Name.specVersion: "1.0"
            case Name.id: "A UUID. An event that comes again has the id that it had."
            case Name.type: "The name of the message."
            case Name.source: "urn:register-early-career-teachers: and the publishing service."
            case Name.time: "When it happened, in RFC 3339. The time of the record counts where it is missing."
            case Name.subject: "The key of the record."
            case Name.partitionKey: "The key of the record."
            case Name.sequence: "The version of the key, 20 digits wide, on topics with an order."
            case Name.correlationID: "The id of the event that began the story."
            case Name.causationID: "The id of the event that led to this one."
            case Name.traceparent: "W3C trace context."
            case Name.replay: "1 where the record was published again: rebuild state, tell nobody."
            default: "Undocumented."
            }
        return .map([("type", .text("string")), ("description", .text(meaning))])
    }
}

/// The first sentence of the comment above a type.
private enum DocumentationComment {
    static func summary(of type: String) throws -> String {
        for source in try Repository.sources(in: "Shared/Events") {
            let lines = source.lines
            guard let declaration = lines.firstIndex(where: { $0.contains("struct \(type):") }) else { continue }
            let comment = lines[..<declaration].reversed().prefix { $0.hasPrefix("///") }.reversed()
                .map { $0.dropFirst(3).trimmingCharacters(in: .whitespaces) }
            return comment.prefix { !$0.isEmpty }.joined(separator: " ")
        }
        return ""
    }
}
