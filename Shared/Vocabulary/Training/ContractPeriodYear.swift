/// The year in which a contract period begins, which is also the name that everybody uses for it: 2025.
package struct ContractPeriodYear: RawRepresentable, Hashable, Codable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }
}

extension ContractPeriodYear: Comparable {
    package static func < (one: ContractPeriodYear, other: ContractPeriodYear) -> Bool {
        one.rawValue < other.rawValue
    }
}

extension ContractPeriodYear: CustomStringConvertible {
    package var description: String { String(rawValue) }
}
