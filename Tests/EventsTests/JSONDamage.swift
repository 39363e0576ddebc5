import TestSupport

/// Damages JSON at random, as a broken writer or a stranger on the topic might.
struct JSONDamage {
    private var chance: SeededNumbers

    init(seed: Int) {
        chance = SeededNumbers(seed: seed)
    }

    /// Returns the bytes with one to three injuries.
    mutating func inflict(on json: [UInt8]) -> [UInt8] {
        var damaged = json
        for _ in 0..<Int.random(in: 1...3, using: &chance) {
            switch Int.random(in: 0..<6, using: &chance) {
            case 0: flipBit(in: &damaged)
            case 1: damaged.removeSubrange(span(of: damaged))
            case 2: damaged.insert(contentsOf: damaged[span(of: damaged)], at: position(in: damaged))
            case 3: damaged = Array(damaged.prefix(position(in: damaged)))
            default: replaceToken(in: &damaged)
            }
        }
        return damaged
    }

    private mutating func flipBit(in json: inout [UInt8]) {
        guard let index = json.indices.randomElement(using: &chance) else { return }
        json[index] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
    }

    private mutating func position(in json: [UInt8]) -> Int { Int.random(in: 0...json.count, using: &chance) }

    private mutating func span(of json: [UInt8]) -> Range<Int> {
        let ends = [position(in: json), position(in: json)].sorted()
        return ends[0]..<min(ends[1], ends[0] + 40)
    }

    /// Replaces a string or a key with an extreme value.
    private mutating func replaceToken(in json: inout [UInt8]) {
        let quotes = json.indices.filter { json[$0] == UInt8(ascii: "\"") }
        let strings = zip(quotes, quotes.dropFirst()).map { $0...$1 }
        guard let string = strings.randomElement(using: &chance),
            let other = Self.extremes.randomElement(using: &chance)
        else { return }
        json.replaceSubrange(string, with: other.utf8)
    }

    private static let extremes: [String] =
        [
            "null", "true", "[]", "{}", "-1", "1e400", "-0.0", "9223372036854775808", "99999999999999999999999999",
            #""""#, #""\u0000""#, #""\ud800""#, #""\u202e""#, "\"\u{1F469}\u{200D}\u{1F3EB}\"", #""0000-00-00""#,
            #""9999-12-31""#,
            #""9999-12-31T23:59:60Z""#, #""-0001-01-01T00:00:00Z""#, #""0000000""#,
            #""00000000-0000-0000-0000-000000000000""#,
        ] + [
            String(repeating: "[", count: 5_000), String(repeating: #"{"a":"#, count: 5_000),
            "\"" + String(repeating: "e\u{301}", count: 5_000) + "\"",
        ]
}
