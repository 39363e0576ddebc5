/// The whole number that a text begins with, or 0.
///
/// `12abc` is 12, `-3` is -3, `abc` is 0. A number that is too large becomes the largest one.
enum LeadingInteger {
    static func parse(_ text: String) -> Int {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, first == 0x20 || (0x09...0x0D).contains(first) { bytes.removeFirst() }
        var isNegative = false
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            bytes.removeFirst()
        }
        var number = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
            let (product, overflowed) = number.multipliedReportingOverflow(by: 10)
            let (sum, overflowedAgain) = product.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            guard !overflowed, !overflowedAgain else { return isNegative ? .min : .max }
            number = sum
        }
        return isNegative ? -number : number
    }
}
