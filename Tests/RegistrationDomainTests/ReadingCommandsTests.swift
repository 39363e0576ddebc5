import RegistrationDomain
import Testing
import Vocabulary

@Suite("Reading a command")
struct ReadingCommandsTests {
    @Test func `an empty registration is told every field that is missing`() {
        let draft = RegistrationDraft(reading: RegistrationFields(commandID: "c-1"))

        #expect(
            draft.reasons == [
                .missing(.urn), .missing(.trn), .missing(.emailAddress), .missing(.startedOn),
                .missing(.workingPattern), .missing(.appropriateBodyID), .missing(.trainingProgramme),
            ])
    }

    @Test func `a registration with every field wrong is told what is wrong with each`() {
        let draft = RegistrationDraft(
            reading: RegistrationFields(
                commandID: "c-1", urn: "12", trn: "123", correctedName: " ", emailAddress: "nobody",
                startedOn: "2026-02-30",
                workingPattern: "sometimes", appropriateBodyID: "7", trainingProgramme: "mixed",
                leadProviderID: "x"))

        #expect(
            draft.reasons.map { "\($0.field?.rawValue ?? "-"): \($0.code)" } == [
                "urn: not-a-urn", "trn: too-few-digits", "correctedName: missing",
                "emailAddress: not-an-email-address", "startedOn: not-a-date", "workingPattern: unknown-word",
                "appropriateBodyID: not-an-id", "trainingProgramme: unknown-word", "leadProviderID: not-an-id",
            ])
    }

    @Test(
        arguments: [
            ("1234567", nil), ("12345", nil), ("RP99/12345", nil), ("  R P 99 / 1234", nil),
            ("", "missing"), ("1234", "too-few-digits"), ("abc", "too-few-digits"), ("12345678", "too-many-digits"),
            ("RP99/123457", "too-many-digits"),
        ] as [(String, String?)])
    func `a reference number counts by its digits`(text: String, code: String?) {
        let draft = LeavingDraft(
            reading: LeavingFields(commandID: "c-1", urn: "100001", trn: text, leavingOn: "2026-01-01"))

        #expect(draft.reasons.map(\.code) == (code.map { [$0] } ?? []))
    }

    @Test(arguments: ["2026-02-29", "2026-13-01", "01-09-2026", "2026-9-1", "tomorrow", "0000-00-00"])
    func `a date that is not on the calendar is no date`(text: String) {
        let draft = LeavingDraft(
            reading: LeavingFields(commandID: "c-1", urn: "100001", trn: "1234567", leavingOn: text))

        #expect(draft.reasons == [.notADate(.leavingOn)])
    }

    @Test(
        arguments: [
            ("provider_led", "3f2c1d0e-0000-4000-8000-000000000001", []),
            ("provider_led", nil, ["missing"]), ("provider_led", "  ", ["missing"]),
            ("provider_led", "acme", ["not-an-id"]),
            ("school_led", nil, []), ("school_led", "", []), ("school_led", " ", []),
            ("school_led", "3f2c1d0e-0000-4000-8000-000000000001", ["lead-provider-not-wanted"]),
        ] as [(String, String?, [String])])
    func `a lead provider goes with provider-led training and with nothing else`(
        programme: String, provider: String?, codes: [String]
    ) throws {
        var fields = try World().fields
        fields.trainingProgramme = programme
        fields.leadProviderID = provider

        #expect(RegistrationDraft(reading: fields).reasons.map(\.code) == codes)
    }

    @Test(
        arguments: [
            (String(repeating: "x", count: 70), []), (String(repeating: "x", count: 71), ["too-long"]),
            ("", ["missing"]), ("Ada\u{0}Lovelace", ["control-characters"]), ("Ada\nLovelace", ["control-characters"]),
            ("Zoë O’Brien-Østergård", []),
        ] as [(String, [String])])
    func `a name has up to seventy characters of any script, on one line`(text: String, codes: [String]) {
        let draft = TutorDraft(
            reading: TutorFields(commandID: "c-1", urn: "100001", name: text, emailAddress: "a@school.example"))

        #expect(draft.reasons.map(\.code) == codes)
    }

    @Test func `a tutor's address has up to 254 characters, though an address as such may have more`() {
        let longest = String(repeating: "x", count: 254 - "@school.example".count) + "@school.example"
        let tooLong = "x" + longest

        #expect(TutorDraft(reading: tutor(longest)).reasons == [])
        #expect(TutorDraft(reading: tutor(tooLong)).reasons == [.tooLong(.emailAddress, maximum: 254)])
    }

    @Test(
        arguments: [
            // requester in the command -> requester that is kept, reasons why it cannot be kept
            (nil, nil, []), ("", nil, []), ("user-7", "user-7", []),
            (String(repeating: "x", count: 200), String(repeating: "x", count: 200), []),
            (String(repeating: "x", count: 201), nil, [.tooLong(.requestedBy, maximum: 200)]),
            ("x" + String(repeating: "\u{301}", count: 200), nil, [.tooLong(.requestedBy, maximum: 200)]),
            ("a\tb", nil, [.controlCharacters(.requestedBy)]),
            ("Grace Hopper", nil, [.namesAPerson(.requestedBy)]),
            ("grace@school.example", nil, [.namesAPerson(.requestedBy)]),
        ] as [(String?, String?, [RefusalReason])])
    func `whoever asks may stay unnamed, and is otherwise an id that names no person`(
        text: String?, kept: String?, reasons: [RefusalReason]
    ) {
        let draft = LeavingDraft(reading: leaving(by: text))

        #expect(draft.reasons == reasons)
        #expect(draft.requestedBy == kept)
        #expect(requester(text) == kept)
    }

    @Test func `no reason repeats what was written`() {
        let secret = "Wonderland-42"
        let draft = RegistrationDraft(
            reading: RegistrationFields(
                commandID: "c-1", urn: secret, trn: "x" + secret, correctedName: secret + "\u{1}", emailAddress: secret,
                startedOn: secret, workingPattern: secret, appropriateBodyID: secret, trainingProgramme: secret,
                leadProviderID: secret, requestedBy: secret + "\u{1}"))

        #expect(draft.reasons.count == 10)
        for reason in draft.reasons { #expect(!reason.detail.contains("Wonderland")) }
    }

    private func tutor(_ address: String) -> TutorFields {
        TutorFields(commandID: "c-1", urn: "100001", name: "Grace Hopper", emailAddress: address)
    }

    private func leaving(by user: String?) -> LeavingFields {
        LeavingFields(commandID: "c-1", urn: "100001", trn: "1234567", leavingOn: "2026-01-01", requestedBy: user)
    }
}
