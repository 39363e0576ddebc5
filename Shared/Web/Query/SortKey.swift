/// One key of `sort=-created_at,updated_at`.
package struct SortKey: Equatable, Sendable {
    package let name: String
    package let isDescending: Bool

    package init(_ name: String, isDescending: Bool = false) {
        self.name = name
        self.isDescending = isDescending
    }

    /// Returns the keys that are allowed, in the caller's order; others are dropped without an error.
    ///
    /// A plus sign in an address decodes to a space. So only an escaped plus sign counts as a sign, and a key after a
    /// space is dropped.
    package static func parse(_ parameters: QueryParameters, allowed: Set<String>) -> [SortKey] {
        guard let text = parameters.text("sort") else { return [] }
        var seen: Set<String> = []
        return text.split(separator: ",").compactMap { part in
            let isDescending = part.first == "-"
            let name = String(isDescending || part.first == "+" ? part.dropFirst() : part)
            guard allowed.contains(name), seen.insert(name).inserted else { return nil }
            return SortKey(name, isDescending: isDescending)
        }
    }
}
