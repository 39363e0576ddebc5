import NotificationsDomain
import Testing
import Vocabulary

@Suite("Letters")
struct LetterTests {
    @Test(arguments: Purpose.allCases)
    func `each names its recipient and school, and links to the privacy notice`(purpose: Purpose) {
        let letter = letter(for: purpose, to: Personal("Jo Field"), schoolName: "Oak School", links: links)

        #expect(letter.body.contains("Dear Jo Field"))
        #expect(letter.body.contains("Oak School"))
        #expect(letter.body.contains("(https://privacy.example)"))
        #expect(!letter.subject.isEmpty)
    }

    @Test(arguments: Purpose.allCases)
    func `each does without the name of the school`(purpose: Purpose) {
        let letter = letter(for: purpose, to: Personal("Jo Field"), schoolName: nil, links: links)

        #expect(letter.body.contains("Your school"))
        #expect(!(letter.subject + letter.body).contains("nil"))
    }

    @Test(arguments: Purpose.allCases)
    func `every address in it is a setting`(purpose: Purpose) {
        let letter = letter(for: purpose, to: Personal("Jo"), schoolName: "Oak School", links: links)
        let addresses = letter.body.matches(of: #/https?://[^)\s]+/#).map { String($0.output) }

        let settings = [
            links.service, links.entitlement, links.settingUp, links.guidance, links.signIn, links.signInHelp,
            links.privacy,
        ]
        #expect(addresses.allSatisfy(settings.contains))
    }

    @Test func `the welcomes differ in who runs the programme`() {
        let provider = letter(for: .ectRegisteredProviderLed, to: Personal("Jo"), schoolName: "Oak", links: links)
        let school = letter(for: .ectRegisteredSchoolLed, to: Personal("Jo"), schoolName: "Oak", links: links)

        #expect(provider.body.contains("training provider"))
        #expect(school.body.contains("runs its own training programme"))
        #expect(!school.body.contains("training provider"))
    }

    @Test func `a tutor is told of the school in the subject, and how to sign in`() {
        let letter = letter(for: .inductionTutorAppointed, to: Personal("Sam"), schoolName: "Oak School", links: links)

        #expect(letter.subject.contains("Oak School"))
        for link in [links.service, links.settingUp, links.guidance, links.signIn, links.signInHelp] {
            #expect(letter.body.contains("(\(link))"))
        }
    }

    @Test func `a name cannot bring markup, links or lines of its own`() {
        let letter = letter(
            for: .inductionTutorAppointed, to: Personal("Jo\r\n# [Win](https://evil.example) *now*"),
            schoolName: "Oak\nBcc: all", links: links)

        #expect(letter.body.contains(##"Dear Jo \# \[Win\](https:evil.example) \*now\*"##))
        #expect(letter.subject == "You are the induction tutor for Oak Bcc: all")
    }

    @Test(
        arguments: [
            ("https://evil.example", "https:evil.example"), ("http:///evil.example", "http:evil.example"),
            ("https:////evil.example", "https:evil.example"), ("https://:////evil.example", "https::evil.example"),
            ("https:/:/evil.example", "https::evil.example"),
            ("https://\u{301}evil.example", "https:\u{301}evil.example"),
            ("[\u{301}Win](//evil.example)", "\\[\u{301}Win\\](//evil.example)"),
        ])
    func `no number of slashes, and no mark on one, makes a name a link`(name: String, words: String) {
        let letter = letter(for: .ectRegisteredSchoolLed, to: Personal(name), schoolName: "Oak School", links: links)

        #expect(letter.body.unicodeScalars.starts(with: "Dear \(words)\n".unicodeScalars))
    }

    @Test(arguments: ["Zoë O'Hara-Smith (Jo)", "St Mary's & St John's C.E. School"])
    func `ordinary names stand as they are`(name: String) {
        let letter = letter(for: .ectRegisteredSchoolLed, to: Personal(name), schoolName: name, links: links)

        #expect(letter.body.contains("Dear \(name)"))
        #expect(letter.body.contains("\(name) has registered you"))
    }
}
