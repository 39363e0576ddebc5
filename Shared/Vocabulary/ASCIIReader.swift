/// A reader of text of a fixed form, which reads from the beginning and does not copy the text.
struct ASCIIReader<Bytes: IteratorProtocol<UInt8>> {
    private var bytes: Bytes
    private(set) var next: UInt8?

    init(_ bytes: Bytes) {
        self.bytes = bytes
        next = self.bytes.next()
    }

    var isAtEnd: Bool { next == nil }

    mutating func take() -> UInt8? {
        defer { next = bytes.next() }
        return next
    }

    /// Takes this character, if it is the next one.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        next = bytes.next()
        return true
    }

    mutating func takeDigit() -> Int? {
        guard let digit = next?.digitValue else { return nil }
        next = bytes.next()
        return digit
    }

    /// Takes a number of exactly `width` digits, at most nine. More digits may follow.
    mutating func takeNumber(width: Int) -> Int? {
        var value = 0
        for _ in 0..<width {
            guard let digit = takeDigit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }
}
