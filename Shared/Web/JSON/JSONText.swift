/// Returns the text as a JSON string with its quotation marks.
package func jsonText(_ text: String) -> String {
    var bytes: [UInt8] = []
    appendJSONText(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
}

private func appendJSONText(_ text: String, to bytes: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes += [UInt8(ascii: "\\"), byte]
        case 0x0A: bytes += Array("\\n".utf8)
        case 0x0D: bytes += Array("\\r".utf8)
        case 0x09: bytes += Array("\\t".utf8)
        case 0..<0x20:
            bytes += Array("\\u00".utf8)
            bytes += [digits[Int(byte >> 4)], digits[Int(byte & 0x0F)]]
        default: bytes.append(byte)
        }
    }
    bytes.append(UInt8(ascii: "\""))
}
