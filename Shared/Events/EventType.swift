/// The CloudEvents `type` of an event: `uk.gov.education.<owner>.<aggregate>.<verb in the past>`.
package struct EventType: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

extension EventType: ExpressibleByStringLiteral {
    package init(stringLiteral value: StaticString) {
        self.init(rawValue: "uk.gov.education.\(value)")
    }
}
