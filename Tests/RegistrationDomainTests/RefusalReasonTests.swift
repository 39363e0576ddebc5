import RegistrationDomain
import Testing
import Vocabulary

@Suite("Reasons for refusing")
struct RefusalReasonTests {
    /// One reason of each kind, so that a new reason without a code or a text of its own is noticed.
    private static let all: [RefusalReason] =
        CommandField.allCases.map { .missing($0) } + [
            .notAURN, .tooFewDigits, .tooManyDigits, .notADate(.startedOn), .notAnEmailAddress,
            .tooLong(.name, maximum: 70), .controlCharacters(.name), .namesAPerson(.requestedBy),
            .unknownWord(.workingPattern, allowed: ["a"]), .notAnID(.leadProviderID), .leadProviderNotWanted,
            .proofKeyUnknown, .proofUnreadable,
            .dateOfBirthTooLongAgo, .dateOfBirthTooRecent, .notANationalInsuranceNumber, .teacherUnknown,
            .identityNotMatched, .teacherDeactivated, .teacherMerged, .teacherProhibited, .inductionPassed,
            .inductionFailed, .inductionExempt, .schoolUnknown, .schoolIneligible, .schoolNotYetOpen, .schoolClosed,
            .schoolNotFunded, .schoolMayNotRegister, .appropriateBodyUnknown, .appropriateBodyNotAllowed,
            .appropriateBodyInactive, .leadProviderUnknown, .leadProviderInactive,
            .registrationClosed(reopensOn: day), .noContractPeriod,
            .registrationNotOpen(2027), .startTooEarly(earliest: day), .startTooFarAhead(latest: day),
            .leavingTooFarAhead(latest: day), .notAfterTeachingStarted(.startedOn, startedOn: day),
            .notAfterTrainingStarted(.leavingOn, startedOn: day), .alreadyRegisteredHere, .emailAddressTaken,
            .notAtSchool,
        ]
    private static let day: CalendarDate = "2026-09-30"

    @Test(arguments: all)
    func `a reason says what happened, in a sentence of its own`(reason: RefusalReason) {
        #expect(reason.detail.hasSuffix("."))
        #expect(!reason.detail.contains(reason.code + ")"))
        #expect(reason.detail.count > 15)
    }

    @Test(
        arguments: [
            (.registrationClosed(reopensOn: day), "Send a new command, with an id of its own, on that day or later."),
            (.startTooEarly(earliest: day), "Enter that date or a later one."),
            (.startTooFarAhead(latest: day), "Enter a date until 2026-09-30, or register the teacher nearer the time."),
            (.leavingTooFarAhead(latest: day), "Enter a date until 2026-09-30, or report it nearer the time."),
            (.notAfterTeachingStarted(.startedOn, startedOn: day), "Enter a date after 2026-10-01."),
            (.notAfterTeachingStarted(.leavingOn, startedOn: day), "Enter a date after 2026-10-01."),
            (.notAfterTrainingStarted(.startedOn, startedOn: day), "Enter a date after 2026-10-01."),
        ] as [(RefusalReason, String)])
    func `where a date is out of bounds the bound is named`(reason: RefusalReason, advice: String) {
        #expect(reason.detail.hasSuffix(advice))
        #expect(reason.detail.contains("2026-09-30"))
    }

    @Test func `codes are kebab-case words`() {
        for reason in Self.all {
            #expect(reason.code.allSatisfy { $0 == "-" || ($0.isASCII && $0.isLowercase) })
        }
    }

    @Test func `no two reasons share a code, missing fields aside`() {
        let codes = Self.all.dropFirst(CommandField.allCases.count).map(\.code)

        #expect(Set(codes).count == codes.count)
    }
}
