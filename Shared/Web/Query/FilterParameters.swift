import Foundation

/// The values of `filter[name]=…`.
package struct FilterParameters: Equatable, Sendable {
    private let values: [String: QueryParameters.Value]

    /// `filter` came as a plain value or a list.
    package struct NotNested: Error, Equatable {}

    package init(_ parameters: QueryParameters) throws(NotNested) {
        switch parameters["filter"] {
        case nil: values = [:]
        case .nested(let inside)?: values = inside
        case .text?, .list?: throw NotNested()
        }
    }

    /// Returns whether the name was given at all, blank values included.
    package func contains(_ name: String) -> Bool { values[name] != nil }

    /// Returns the value, or `nil` if it is absent, blank or not a plain value.
    package func text(_ name: String) -> String? {
        guard case .text(let text)? = values[name], !isBlank(text) else { return nil }
        return text
    }

    /// Returns the items of a comma-separated value or of a repeated `[]`.
    ///
    /// - Parameter isValid: Items that fail it are dropped.
    /// - Returns: `nil` if there is no filter; an empty list if every item was dropped, which matches nothing.
    package func list(_ name: String, where isValid: (String) -> Bool = { _ in true }) -> [String]? {
        let items: [String]
        switch values[name] {
        case .text(let text)?: items = split(text)
        case .list(let texts)?: items = texts.flatMap(split)
        case .nested?, nil: return nil
        }
        guard !items.isEmpty else { return nil }
        return items.filter(isValid)
    }

    private func split(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
    }

    private func isBlank(_ text: String) -> Bool {
        text.allSatisfy(\.isWhitespace)
    }
}
