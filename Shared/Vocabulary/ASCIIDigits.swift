extension UInt8 {
    var isDigit: Bool { 0x30...0x39 ~= self }
    var isLetter: Bool { 0x61...0x7A ~= self | 0x20 }
    var digitValue: Int? { isDigit ? Int(self) - 0x30 : nil }
}

extension Collection<UInt8> {
    /// The number that these digits represent; nil if one of them is not a digit or there are more than nine.
    var decimalValue: Int? {
        guard !isEmpty, count <= 9 else { return nil }
        var value = 0
        for byte in self {
            guard let digit = byte.digitValue else { return nil }
            value = value * 10 + digit
        }
        return value
    }
}

extension RangeReplaceableCollection<UInt8> {
    /// Appends a number that is not negative with exactly `width` digits, at least one.
    mutating func append(decimal value: Int, width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(0x30 + (value / divisor) % 10))
            divisor /= 10
        }
    }
}
