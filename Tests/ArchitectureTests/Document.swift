import Yams

/// A YAML value whose mappings keep their order.
indirect enum Document: Hashable, Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([Document])
    case map([Entry])

    struct Entry: Hashable, Sendable {
        let name: String
        let value: Document

        init(_ name: String, _ value: Document) {
            self.name = name
            self.value = value
        }
    }

    static func map(_ entries: [(String, Document?)]) -> Document {
        .map(entries.compactMap { name, value in value.map { Entry(name, $0) } })
    }

    static func reference(_ path: String...) -> Document {
        // A slash in a name would be written as ~1 in a JSON pointer, but no name here has one.
        .map([("$ref", .text("#/" + path.joined(separator: "/")))])
    }

    static func texts(_ texts: [String]) -> Document { .list(texts.map { .text($0) }) }

    func written() throws -> String {
        try Yams.serialize(node: node, width: -1)
    }

    private var node: Node {
        switch self {
        case .text(let text): Node(text, Tag(.str), Self.looksLikeSomethingElse(text) ? .singleQuoted : .any)
        case .number(let number): Node(String(number), Tag(.int))
        case .flag(let flag): Node(String(flag), Tag(.bool))
        case .list(let items): Node(items.map(\.node), Tag(.seq))
        case .map(let entries): Node(entries.map { (Node($0.name, Tag(.str)), $0.value.node) }, Tag(.map))
        }
    }

    /// Returns whether a reader would mistake the plain text for a number or another value.
    private static func looksLikeSomethingElse(_ text: String) -> Bool {
        Double(text) != nil || ["true", "false", "null", "yes", "no"].contains(text)
    }
}
