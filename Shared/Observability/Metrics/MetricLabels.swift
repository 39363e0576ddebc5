/// The labels of one series, in the order of their names.
struct MetricLabels: Hashable, Sendable {
    struct Label: Hashable, Sendable {
        let name: String
        let value: String
    }

    let labels: [Label]

    init(_ dimensions: [(String, String)], valueLength: Int) {
        labels =
            dimensions
            .map { Label(name: MetricName.sanitised($0.0), value: String($0.1.prefix(valueLength))) }
            .sorted { $0.name < $1.name }
    }

    /// Returns `{a="b",c="d"}`, or nothing if there are no labels.
    func text(with extra: (name: String, value: String)? = nil) -> String {
        var pairs = labels.map { "\($0.name)=\"\(escaped($0.value))\"" }
        if let extra { pairs.append("\(extra.name)=\"\(extra.value)\"") }
        return pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
    }

    private func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { "\\\"\n".utf8.contains($0) }) else { return value }
        // A sign with a combining mark is one character, so characters would hide what has to be escaped.
        return value.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension MetricLabels: Comparable {
    static func < (left: MetricLabels, right: MetricLabels) -> Bool {
        left.labels.lexicographicallyPrecedes(right.labels) { ($0.name, $0.value) < ($1.name, $1.value) }
    }
}
