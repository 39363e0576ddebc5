/// Removes from a sentence anything that looks like a teacher reference number, a national insurance number, an e-mail
/// address or a date of birth.
///
/// Our own code never writes these into a message. Messages of libraries and of the database might contain them, and
/// this is the last place where they can be stopped.
enum PersonalDataScrubber {
    static let mask = "[removed]"

    static func scrub(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { isDigit($0) || $0 == at }) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let end = wordEnd(in: bytes, from: index)
            guard end > index else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let word = bytes[index..<end]
            if looksPersonal(word) { result += Array(mask.utf8) } else { result += word }
            index = end
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Returns the end of a word. Words contain every character of e-mail addresses, ids and dates, so that a UUID is
    /// one word and never half a number.
    private static func wordEnd(in bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while end < bytes.count, isWordByte(bytes[end]) { end += 1 }
        return end
    }

    private static func looksPersonal(_ word: ArraySlice<UInt8>) -> Bool {
        let core = word.trimmingPunctuation
        return isTRN(core) || isNationalInsuranceNumber(core) || isDate(core) || isEmail(core)
    }

    private static func isTRN(_ word: ArraySlice<UInt8>) -> Bool {
        word.count == 7 && word.allSatisfy(isDigit)
    }

    private static func isNationalInsuranceNumber(_ word: ArraySlice<UInt8>) -> Bool {
        guard word.count == 9 else { return false }
        return word.prefix(2).allSatisfy(isLetter) && word.dropFirst(2).prefix(6).allSatisfy(isDigit)
            && word.suffix(1).allSatisfy(isLetter)
    }

    private static func isDate(_ word: ArraySlice<UInt8>) -> Bool {
        // A time of day may follow.
        let date = word.dropFirst(10).first == UInt8(ascii: "T") ? word.prefix(10) : word
        let parts = date.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.map(\.count) == [4, 2, 2] && parts.allSatisfy { $0.allSatisfy(isDigit) }
    }

    private static func isEmail(_ word: ArraySlice<UInt8>) -> Bool {
        guard let index = word.firstIndex(of: at) else { return false }
        return index > word.startIndex && word[index...].dropFirst().contains(UInt8(ascii: "."))
    }

    private static let at = UInt8(ascii: "@")

    private static func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || byte >= 0x80 || "@.-_+'".utf8.contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmingPunctuation: ArraySlice<UInt8> {
        var word = self
        while let last = word.last, isPunctuation(last) { word.removeLast() }
        while let first = word.first, isPunctuation(first) { word.removeFirst() }
        return word
    }

    /// Beyond ASCII there are quotation marks, dashes and blanks, and nothing that numbers and dates consist of.
    private func isPunctuation(_ byte: UInt8) -> Bool {
        byte >= 0x80 || "._-'+".utf8.contains(byte)
    }
}
