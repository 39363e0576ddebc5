/// The parameters of a query string, with `name[inner]` as nested values and `name[]` as lists.
///
/// Nothing is refused here. The reader of a parameter decides what it means and whether its shape is right.
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

    /// Returns the text of a parameter that is neither a list nor nested.
    package func text(_ name: String) -> String? {
        guard case .text(let text)? = values[name] else { return nil }
        return text
    }

    private mutating func add(_ value: String, path: ParameterPath) {
        values[path.name] = QueryParameters.merged(values[path.name], value, path.inner[...], isList: path.isList)
    }

    /// Adds a value to those of a name. A name that is used in two shapes keeps the plain text, or a list rather than
    /// nested values, so that readers of nested values refuse it.
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

/// The parts of a name such as `filter[name][]`.
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
        // No reader asks for more than two levels.
        inner = Array(parts.filter { !$0.isEmpty }.prefix(2))
    }
}
