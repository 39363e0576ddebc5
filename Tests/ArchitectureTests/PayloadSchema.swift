import Events
import Foundation
import Testing
import Vocabulary

/// The schema of an event's JSON, determined by probing its decoder.
struct PayloadSchema {
    let probe: Probe

    /// Returns the schema, with members in the order in which the event declares them.
    func document() throws -> Document {
        try schema(of: probe.golden, seenAs: probe.decoded(), at: [])
    }

    private func schema(of json: Any, seenAs value: Any?, at path: Probe.Path) -> Document {
        switch json {
        case let members as [String: Any]: object(members, seenAs: value, at: path)
        case let items as [Any]:
            .map([
                ("type", .text("array")),
                ("items", items.first.map { schema(of: $0, seenAs: firstItem(of: value), at: path + [.item]) }),
            ])
        case is String: string(seenAs: value, at: path)
        case is NSNumber where probe.reads(true, at: path) && probe.reads(false, at: path):
            .map([("type", .text("boolean"))])
        default: .map([("type", .text(probe.reads(1.5, at: path) ? "number" : "integer"))])
        }
    }

    private func object(_ members: [String: Any], seenAs value: Any?, at path: Probe.Path) -> Document {
        let declared = children(of: value)
        let names =
            declared.map(\.name).filter { members[$0] != nil }
            + members.keys.filter { name in
                !declared.contains { $0.name == name }
            }.sorted()
        let required = names.filter { name in
            guard probe.event is any Command.Type else { return !probe.reads(nil, at: path + [.member(name)]) }
            // A command can be read with any member missing; its declaration says which members the sender must supply.
            return declared.contains { $0.name == name && !isOptional($0.value) }
        }
        let properties = names.compactMap { name in
            members[name].map { member in
                (
                    name,
                    Optional(
                        schema(
                            of: member, seenAs: declared.first { $0.name == name }?.value, at: path + [.member(name)]))
                )
            }
        }
        return .map([
            ("type", .text("object")), ("required", required.isEmpty ? nil : .texts(required)),
            ("properties", .map(properties)),
        ])
    }

    private func string(seenAs value: Any?, at path: Probe.Path) -> Document {
        var entries: [(String, Document?)] = [("type", .text("string"))]
        if let form = Self.forms.first(where: { $0.isForm(of: path, probe) }) {
            entries.append((form.keyword, .text(form.value)))
        } else if let words = words(of: value) {
            // An `enum` in the schema would be closed, but every reader must accept a word that a newer writer adds.
            #expect(probe.reads("no such word", at: path))
            entries.append(("x-extensible-enum", .texts(words)))
        } else if !probe.reads("no such word", at: path) {
            Issue.record("\(probe.event) has a text of a form that these tests do not know: \(path)")
        }
        if isPersonal(value) { entries.append(("x-personal-data", .flag(true))) }
        return .map(entries)
    }

    // MARK: - What the golden value looks like from inside

    private func children(of value: Any?) -> [(name: String, value: Any?)] {
        guard let value else { return [] }
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional { return children(of: mirror.children.first?.value) }
        return mirror.children.compactMap { child in child.label.map { ($0, child.value) } }
    }

    private func isOptional(_ value: Any?) -> Bool {
        value.map { Mirror(reflecting: $0).displayStyle == .optional } ?? true
    }

    private func firstItem(of value: Any?) -> Any? {
        guard let value else { return nil }
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional { return firstItem(of: mirror.children.first?.value) }
        return mirror.displayStyle == .collection ? mirror.children.first?.value : nil
    }

    private func words(of value: Any?) -> [String]? {
        (value as? any WordOfAList).map { type(of: $0).words }
    }

    private func isPersonal(_ value: Any?) -> Bool {
        value.map { String(describing: $0).contains("[personal]") } ?? false
    }
}

extension PayloadSchema {
    /// A form of text that has a name or a pattern in schemas, with example texts that distinguish it from all others.
    private struct Form {
        let keyword: String
        let value: String
        let read: [String]
        let unread: [String]

        func isForm(of path: Probe.Path, _ probe: Probe) -> Bool {
            read.allSatisfy { probe.reads($0, at: path) } && !unread.contains { probe.reads($0, at: path) }
        }
    }

    private static let forms = [
        Form(
            keyword: "format", value: "uuid", read: ["7b7a8c1e-55d1-4f3a-9d43-0a2f1f0c9a11"], unread: ["no uuid", "1"]),
        Form(keyword: "format", value: "date", read: ["2026-02-28"], unread: ["2026-02-30", "no date"]),
        Form(
            keyword: "format", value: "date-time", read: ["2026-02-28T23:59:59.123Z", "2026-02-28T23:59:59+01:00"],
            unread: ["2026-02-28", "no instant"]),
        Form(
            keyword: "pattern", value: "^[0-9]{7}$", read: ["1234567", "0000001"],
            unread: ["123456", "12345678", "no number"]),
        Form(
            keyword: "pattern", value: "^[0-9]{5,6}$", read: ["12345", "123456"],
            unread: ["1234", "1234567", "no number"]),
        Form(
            keyword: "pattern", value: "^[0-9a-f]{8}$", read: ["01234567", "89abcdef"],
            unread: ["0123456", "0123456g", "no id"]),
        Form(
            keyword: "pattern", value: "^[A-Za-z0-9_-]{43}$", read: [String(repeating: "A", count: 43)],
            unread: [String(repeating: "A", count: 42), "no digest"]),
    ]
}

/// A word from a list that may grow.
private protocol WordOfAList {
    static var words: [String] { get }
}

extension OpenWord: WordOfAList {
    static var words: [String] { Word.allCases.map(\.rawValue) }
}

extension InductionStatus: WordOfAList {
    static var words: [String] { known.map(\.rawValue) }
}
