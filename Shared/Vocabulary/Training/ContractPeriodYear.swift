/// The year in which a contract period begins, and the name by which everybody knows it: 2025.
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
