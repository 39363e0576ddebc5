import RegistrationDomain
import Testing
import Vocabulary

@Suite("The name that a school is shown")
struct ShownNameTests {
    struct Case: Sendable {
        var corrected: String?
        var first: String?
        var last: String?
        var name: String
        var source: ShownName.Source
    }

    private static let cases = [
        Case(name: "Ada Byron", source: .registration),
        Case(first: "Ada", last: "Lovelace", name: "Ada Lovelace", source: .teachingRecordSystem),
        Case(first: ".", last: "Lovelace", name: "Lovelace", source: .teachingRecordSystem),
        Case(first: ".", last: " ", name: "Unknown", source: .teachingRecordSystem),
        Case(corrected: "Augusta King", first: "Ada", last: "Lovelace", name: "Augusta King", source: .correction),
        Case(corrected: "Augusta King", name: "Augusta King", source: .correction),
    ]

    @Test(arguments: cases)
    func `is the correction, else the one in TRS, else the one of the registration`(_ each: Case) {
        let shown = ShownName(
            corrected: each.corrected,
            inTRS: each.first.flatMap { first in each.last.map { TeacherName(first: first, last: $0) } },
            asRegistered: "Ada Byron")

        #expect(shown.name == each.name)
        #expect(shown.source == each.source)
    }
}
