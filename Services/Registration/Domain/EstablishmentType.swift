/// What the type of an establishment means for early career training. Types from GIAS are matched by their exact name.
package enum EstablishmentType: Hashable, Sendable {
    /// A type in England whose training the department funds.
    case stateFunded
    /// An independent school: funded only if it is approved under section 41.
    case independent
    /// In England, but out of scope.
    case outOfScope
    /// Counted as outside England, regardless of its address.
    case outsideEngland
    /// A name that is in none of the lists. It is therefore not assumed to be in England.
    case unknown

    package init(named name: String) {
        self = Self.byName[name] ?? .unknown
    }

    package var isInEngland: Bool {
        switch self {
        case .stateFunded, .independent, .outOfScope: true
        case .outsideEngland, .unknown: false
        }
    }

    package static let names: [EstablishmentType: [String]] = [
        .stateFunded: [
            "Community school", "Voluntary aided school", "Voluntary controlled school", "Foundation school",
            "City technology college", "Community special school", "Non-maintained special school",
            "Foundation special school", "Pupil referral unit", "Local authority nursery school",
            "Further education", "Secure units", "Academy sponsor led", "Sixth form centres",
            "Special post 16 institution", "Academy special sponsor led", "Academy converter", "Free schools",
            "Free schools special", "Free schools alternative provision", "Free schools 16 to 19",
            "University technical college", "Studio schools", "Academy alternative provision converter",
            "Academy alternative provision sponsor led", "Academy special converter", "Academy 16-19 converter",
            "Academy 16 to 19 sponsor led", "Children's centre", "Children's centre linked site",
            "Academy secure 16 to 19",
        ],
        .independent: ["Other independent school", "Other independent special school"],
        .outOfScope: [
            "Miscellaneous", "Higher education institutions", "Online provider",
            "Institution funded by other government department",
        ],
        .outsideEngland: [
            "Offshore schools", "Service children's education", "Welsh establishment", "British schools overseas",
        ],
    ]

    private static let byName: [String: EstablishmentType] = names.reduce(into: [:]) { result, entry in
        for name in entry.value { result[name] = entry.key }
    }
}
