import Vocabulary

/// A writer of JSON that keeps the order of its calls and writes no whitespace between tokens.
///
/// Lead providers compare documents byte by byte. Neither the order of keys nor the form of a value may therefore
/// depend on a dictionary or on an encoder's settings.
struct JSONText {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    init() {
        bytes.reserveCapacity(1_100)
    }

    mutating func object(_ body: (inout JSONText) -> Void) {
        nest("{", "}", body)
    }

    mutating func array(_ body: (inout JSONText) -> Void) {
        nest("[", "]", body)
    }

    mutating func key(_ name: StaticString) {
        separate()
        quote(name.description)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func string(_ text: String?) {
        guard let text else { return literal("null") }
        separate()
        quote(text)
        needsComma = true
    }

    mutating func bool(_ value: Bool?) {
        literal(value.map { $0 ? "true" : "false" } ?? "null")
    }

    mutating func integer(_ value: Int) {
        literal(String(value))
    }

    private mutating func literal(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func nest(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONText) -> Void) {
        separate()
        bytes.append(UInt8(ascii: open))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
            case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
            case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
            case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20:
                bytes.append(contentsOf: #"\u00"#.utf8)
                bytes.append(Self.hexDigit(byte >> 4))
                bytes.append(Self.hexDigit(byte & 0xF))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

extension JSONText {
    mutating func member(_ name: StaticString, _ text: String?) {
        key(name)
        string(text)
    }

    mutating func member(_ name: StaticString, _ value: Bool?) {
        key(name)
        bool(value)
    }

    mutating func member(_ name: StaticString, _ value: Int) {
        key(name)
        integer(value)
    }

    mutating func member(_ name: StaticString, _ instant: Instant) {
        key(name)
        string(instant.toTheSecond)
    }

    mutating func member(_ name: StaticString, _ day: CalendarDate?) {
        key(name)
        string(day?.iso)
    }

    /// Returns one resource: id, type and attributes, in this order.
    static func resource(id: String, type: StaticString, attributes: (inout JSONText) -> Void) -> [UInt8] {
        var json = JSONText()
        json.object { resource in
            resource.member("id", id)
            resource.member("type", type.description)
            resource.key("attributes")
            resource.object(attributes)
        }
        return json.bytes
    }
}
