/// The errors of a request, grouped by attribute, in the order in which each attribute first failed.
package struct AttributeErrors: Error, Hashable, Sendable {
    /// The attributes, under the names that lead providers know.
    package enum Attribute: String, Hashable, Sendable {
        case cohort
        case schoolID = "school_id"
        case deliveryPartnerID = "delivery_partner_id"
    }

    package struct Entry: Hashable, Sendable {
        package var attribute: Attribute
        package var detail: String
    }

    private var grouped: [(attribute: Attribute, details: [String])] = []

    init() {}

    package var isEmpty: Bool { grouped.isEmpty }

    package var entries: [Entry] {
        grouped.flatMap { group in group.details.map { Entry(attribute: group.attribute, detail: $0) } }
    }

    mutating func add(_ detail: String, to attribute: Attribute) {
        guard let position = grouped.firstIndex(where: { $0.attribute == attribute }) else {
            grouped.append((attribute, [detail]))
            return
        }
        if !grouped[position].details.contains(detail) { grouped[position].details.append(detail) }
    }

    /// Adds the detail if the condition is broken, unless the attribute has failed already.
    mutating func addFirst(_ detail: String, to attribute: Attribute, when isBroken: Bool) {
        guard isBroken, !grouped.contains(where: { $0.attribute == attribute }) else { return }
        grouped.append((attribute, [detail]))
    }

    package static func == (one: AttributeErrors, other: AttributeErrors) -> Bool { one.entries == other.entries }
    package func hash(into hasher: inout Hasher) { hasher.combine(entries) }
}
