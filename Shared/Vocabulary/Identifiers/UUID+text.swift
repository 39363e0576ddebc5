package import Foundation

extension UUID {
    /// Reads the written form in either case: 36 characters, with hyphens where they belong.
    ///
    /// Foundation's own initializer uses `scanf`, which is noticeably slow for events with three UUIDs each.
    package init?(written text: String) {
        var text = text
        let uuid: UUID? = text.withUTF8 { text in
            guard text.count == 36 else { return nil }
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { bytes in
                var position = 0
                for index in 0..<16 {
                    if Self.followsHyphen(index) {
                        guard text[position] == UInt8(ascii: "-") else { return nil }
                        position += 1
                    }
                    guard let high = Self.value(ofHexDigit: text[position]),
                        let low = Self.value(ofHexDigit: text[position + 1])
                    else { return nil }
                    bytes[index] = high << 4 | low
                    position += 2
                }
                return UUID(uuid: UnsafeRawBufferPointer(bytes).loadUnaligned(as: uuid_t.self))
            }
        }
        guard let uuid else { return nil }
        self = uuid
    }

    /// The UUID in lower case, as all our documents write it.
    package var lowercase: String {
        String(unsafeUninitializedCapacity: Self.writtenLength, initializingUTF8With: write)
    }

    /// The UTF-8 of ``lowercase``.
    package var lowercaseUTF8: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.writtenLength) { text, count in count = write(to: text) }
    }

    private static let writtenLength = 36

    private func write(to text: UnsafeMutableBufferPointer<UInt8>) -> Int {
        withUnsafeBytes(of: uuid) { bytes in
            var position = 0
            func append(_ character: UInt8) {
                text[position] = character
                position += 1
            }
            for (index, byte) in bytes.enumerated() {
                if Self.followsHyphen(index) { append(UInt8(ascii: "-")) }
                append(Self.hexDigit(byte >> 4))
                append(Self.hexDigit(byte & 0x0F))
            }
            return position
        }
    }

    /// Whether there is a hyphen before this byte.
    private static func followsHyphen(_ index: Int) -> Bool {
        index == 4 || index == 6 || index == 8 || index == 10
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x61 + value - 10
    }

    private static func value(ofHexDigit character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x41 + 10
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }
}
