import Vocabulary

// Literals are checked when tests run, not in the product.

extension CalendarDate: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let day = CalendarDate(iso: value) else { preconditionFailure("\(value) is no date") }
        self = day
    }
}

extension Instant: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let instant = Instant(rfc3339: value) else { preconditionFailure("\(value) is no instant") }
        self = instant
    }
}

extension TRN: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let trn = TRN(exactly: value) else { preconditionFailure("\(value) is no TRN") }
        self = trn
    }
}

extension URN: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let urn = URN(exactly: value) else { preconditionFailure("\(value) is no URN") }
        self = urn
    }
}

extension ContractPeriodYear: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) { self.init(rawValue: value) }
}
