/// The parameters of a query string, with `name[inner]` as nested values and `name[]` as lists.
///
/// Nothing is refused here: what a parameter means, and whether its shape is right, is for its reader to say.
package struct QueryParameters: Equatable, Sendable {
    package enum Value: Equatable, Sendable {
        case text(String)
        case list([String])
        case nested([String: Value])
    }

    package private(set) var values: [String: Value] = [:]

    /// Parameters beyond this number are not read.
    static let mostParameters = 768

    /// - Parameter query: What follows the question mark, as it came over the wire.
    package init(_ query: String?) {
        guard let query else { return }
        for pair in query.utf8.split(separator: UInt8(ascii: "&")).prefix(QueryParameters.mostParameters) {
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = sides.first.map(PercentDecoding.form), !name.isEmpty else { continue }
            let value = sides.count == 2 ? PercentDecoding.form(sides[1]) : ""
            add(value, path: ParameterPath(name))
        }
    }

    package subscript(name: String) -> Value? { values[name] }

    package subscript(name: String, inner: String) -> Value? {
        guard case .nested(let inside)? = values[name] else { return nil }
        return inside[inner]
    }

    /// The text of a parameter that is neither a list nor nested.
    package func text(_ name: String) -> String? {
        guard case .text(let text)? = values[name] else { return nil }
        return text
    }

    private mutating func add(_ value: String, path: ParameterPath) {
        values[path.name] = QueryParameters.merged(values[path.name], value, path.inner[...], isList: path.isList)
    }

    /// A name that is used in two shapes keeps the plain text, so that readers of nested values refuse it.
    private static func merged(
        _ existing: Value?, _ value: String, _ path: ArraySlice<String>, isList: Bool
    ) -> Value {
        if let next = path.first {
            var inside: [String: Value] = [:]
            switch existing {
            case .text?, .list?: return existing ?? .text(value)
            case .nested(let present)?: inside = present
            case nil: break
            }
            inside[next] = merged(inside[next], value, path.dropFirst(), isList: isList)
            return .nested(inside)
        }
        guard isList else { return .text(value) }
        switch existing {
        case .list(let items)?: return .list(items + [value])
        case .text?: return existing ?? .list([value])
        case .nested?, nil: return .list([value])
        }
    }
}

/// `filter[name][]` taken apart.
private struct ParameterPath {
    let name: String
    let inner: [String]
    let isList: Bool

    init(_ text: String) {
        guard let open = text.firstIndex(of: "["), open != text.startIndex else {
            (name, inner, isList) = (text, [], false)
            return
        }
        var rest = text[open...]
        var parts: [String] = []
        while rest.first == "[", let close = rest.firstIndex(of: "]") {
            parts.append(String(rest[rest.index(after: rest.startIndex)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        name = String(text[..<open])
        isList = parts.last == ""
        // Two levels are all that any reader asks for.
        inner = Array(parts.filter { !$0.isEmpty }.prefix(2))
    }
}
