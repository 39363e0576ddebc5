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
    /// - Parameter isValid: Items that fail it are dropped, as blank ones are.
    /// - Returns: `nil` if there is no filter or its value is blank; an empty list if every item was dropped, which
    ///   matches nothing.
    package func list(_ name: String, where isValid: (String) -> Bool = { _ in true }) -> [String]? {
        let texts: [String]
        switch values[name] {
        case .text(let text)?: texts = [text]
        case .list(let given)?: texts = given
        case .nested?, nil: return nil
        }
        guard !texts.allSatisfy(isBlank) else { return nil }
        return texts.flatMap(split).filter(isValid)
    }

    private func split(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
    }

    private func isBlank(_ text: String) -> Bool {
        text.allSatisfy(\.isWhitespace)
    }
}
