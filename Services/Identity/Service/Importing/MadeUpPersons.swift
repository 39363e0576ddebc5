import Foundation
import Vocabulary

/// A sequence of persons who do not exist. The same seed gives the same persons.
///
/// The first are the numbers with known outcomes that demonstrations use. The others include every kind of record.
package struct MadeUpPersons: Sequence, IteratorProtocol {
    private let count: Int
    private var position = 0
    private var random: SplitMix64

    package init(count: Int, seed: UInt64) {
        self.count = count
        random = SplitMix64(state: seed)
    }

    /// Returns the next line of an import file, without its line break.
    package mutating func next() -> String? {
        guard position < count else { return nil }
        defer { position += 1 }
        return position < Self.known.count ? Self.known[position] : line(number: position - Self.known.count)
    }

    private mutating func line(number: Int) -> String {
        let trn = Self.trn(number)
        switch number % 200 {
        case 17: return #"{"type":"deactivated","trn":"\#(trn)"}"#
        case 53: return #"{"type":"merged","trn":"\#(trn)","mergedInto":"1000000"}"#
        case 91: return #"{"type":"not-found","trn":"\#(trn)"}"#
        default: return person(trn, number: number)
        }
    }

    /// Counts up from 1000000 and past the known ones, so that no two persons share a number.
    static func trn(_ number: Int) -> String {
        String(format: "%07d", 1_000_000 + number + (number > 6_000_000 ? known.count : 0))
    }

    private mutating func person(_ trn: String, number: Int) -> String {
        let first = Self.firstNames[random.below(Self.firstNames.count)]
        let last = Self.lastNames[random.below(Self.lastNames.count)]
        let born = CalendarDate(daysSinceEpoch: 5_000 + random.below(6_000))
        let qualified = CalendarDate(daysSinceEpoch: 18_000 + random.below(2_000))
        let prohibition = number % 200 == 121 ? #","prohibition":{}"# : ""
        return """
            {"trn":"\(trn)","firstName":"\(first)","lastName":"\(last) \(number)","dateOfBirth":"\(born.iso)",\
            "nationalInsuranceNumber":"\(insuranceNumber())","qualifiedTeacherStatusAwardedOn":"\(qualified.iso)",\
            "induction":\(induction(number, qualified))\(prohibition)}
            """
    }

    private func induction(_ number: Int, _ qualified: CalendarDate) -> String {
        let completed = qualified.adding(years: 2).iso
        switch number % 20 {
        case 3: return #"{"status":"Passed","startedOn":"\#(qualified.iso)","completedOn":"\#(completed)"}"#
        case 7 where number % 40 == 7:
            return #"{"status":"Failed","startedOn":"\#(qualified.iso)","completedOn":"\#(completed)"}"#
        case 11 where number % 40 == 11: return #"{"status":"Exempt"}"#
        case 1, 5, 9, 13: return #"{"status":"InProgress","startedOn":"\#(qualified.iso)"}"#
        default: return #"{"status":"RequiredToComplete"}"#
        }
    }

    /// Returns a number in a valid form. It begins with AB and belongs to nobody in particular.
    private mutating func insuranceNumber() -> String {
        String(format: "AB%06d", random.below(1_000_000)) + ["A", "B", "C", "D"][random.below(4)]
    }

    private static let known = [
        personKnown("7000001", "None", qualified: false), #"{"type":"not-found","trn":"7000002"}"#,
        personKnown("7000003", "InProgress", extra: #","prohibition":{}"#),
        #"{"type":"deactivated","trn":"7000004"}"#, personKnown("7000005", "InProgress"),
        personKnown("7000006", "InProgress"), personKnown("7000007", "Passed"), personKnown("7000008", "Failed"),
        personKnown("7000009", "Exempt"), personKnown("7000010", "FailedInWales"),
        #"{"type":"merged","trn":"7000011","mergedInto":"7000005"}"#,
    ]

    private static func personKnown(_ trn: String, _ status: String, qualified: Bool = true, extra: String = "")
        -> String
    {
        let qualification = qualified ? #""qualifiedTeacherStatusAwardedOn":"2024-07-31","# : ""
        return """
            {"trn":"\(trn)","firstName":"Kirk","lastName":"Van Houten","dateOfBirth":"1977-02-03",\(qualification)\
            "induction":{"status":"\(status)"}\(extra)}
            """
    }

    private static let firstNames = [
        "Amara", "Ben", "Chidi", "Dilys", "Eoin", "Fatima", "Gwen", "Hamza", "Imogen", "Jakub", "Kezia", "Leon",
        "Maya", "Noor", "Oscar", "Priya", "Rhys", "Sofia", "Tariq", "Zoe",
    ]
    private static let lastNames = [
        "Adeyemi", "Bell", "Clarke", "Davies", "Evans", "Farouk", "Green", "Hughes", "Iqbal", "Jones", "Khan",
        "Lewis", "Mensah", "Nowak", "O'Brien", "Patel", "Roberts", "Singh", "Taylor", "Walsh",
    ]
}

/// A generator whose numbers are determined by its seed.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &self)
    }
}
