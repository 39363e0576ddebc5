extension RefusalReason {
    /// A stable code for programs. Its meaning never changes.
    package var code: String {
        switch self {
        case .missing: "missing"
        case .notAURN: "not-a-urn"
        case .tooFewDigits: "too-few-digits"
        case .tooManyDigits: "too-many-digits"
        case .notADate: "not-a-date"
        case .notAnEmailAddress: "not-an-email-address"
        case .tooLong: "too-long"
        case .controlCharacters: "control-characters"
        case .namesAPerson: "names-a-person"
        case .unknownWord: "unknown-word"
        case .notAnID: "not-an-id"
        case .leadProviderNotWanted: "lead-provider-not-wanted"
        case .proofKeyUnknown: "proof-key-unknown"
        case .proofUnreadable: "proof-unreadable"
        case .dateOfBirthTooLongAgo: "date-of-birth-too-long-ago"
        case .dateOfBirthTooRecent: "date-of-birth-too-recent"
        case .notANationalInsuranceNumber: "not-a-national-insurance-number"
        case .teacherUnknown: "teacher-unknown"
        case .identityNotMatched: "identity-not-matched"
        case .teacherDeactivated: "teacher-deactivated"
        case .teacherMerged: "teacher-merged"
        case .teacherProhibited: "teacher-prohibited"
        case .inductionPassed: "induction-passed"
        case .inductionFailed: "induction-failed"
        case .inductionExempt: "induction-exempt"
        case .schoolUnknown: "school-unknown"
        case .schoolIneligible: "school-ineligible"
        case .schoolNotYetOpen: "school-not-yet-open"
        case .schoolClosed: "school-closed"
        case .schoolNotFunded: "school-not-funded"
        case .schoolMayNotRegister: "school-may-not-register"
        case .appropriateBodyUnknown: "appropriate-body-unknown"
        case .appropriateBodyNotAllowed: "appropriate-body-not-allowed"
        case .appropriateBodyInactive: "appropriate-body-inactive"
        case .leadProviderUnknown: "lead-provider-unknown"
        case .leadProviderInactive: "lead-provider-inactive"
        case .registrationClosed: "registration-closed"
        case .noContractPeriod: "no-contract-period"
        case .registrationNotOpen: "registration-not-open"
        case .startTooEarly: "start-too-early"
        case .startTooFarAhead: "start-too-far-ahead"
        case .leavingTooFarAhead: "leaving-too-far-ahead"
        case .notAfterTeachingStarted: "not-after-teaching-started"
        case .notAfterTrainingStarted: "not-after-training-started"
        case .alreadyRegisteredHere: "already-registered-here"
        case .emailAddressTaken: "email-address-taken"
        case .notAtSchool: "not-at-school"
        }
    }

    /// The field that the reason concerns; nil if it concerns the command as a whole.
    package var field: CommandField? {
        switch self {
        case .missing(let field), .notADate(let field), .tooLong(let field, _), .controlCharacters(let field),
            .namesAPerson(let field), .unknownWord(let field, _), .notAnID(let field),
            .notAfterTeachingStarted(let field, _),
            .notAfterTrainingStarted(let field, _):
            field
        case .notAURN, .schoolUnknown, .schoolIneligible, .schoolNotYetOpen, .schoolClosed, .schoolNotFunded,
            .schoolMayNotRegister:
            .urn
        case .tooFewDigits, .tooManyDigits, .teacherUnknown, .teacherDeactivated, .teacherMerged,
            .teacherProhibited, .inductionPassed, .inductionFailed, .inductionExempt, .alreadyRegisteredHere,
            .notAtSchool:
            .trn
        case .proofKeyUnknown, .proofUnreadable, .identityNotMatched: .identityProof
        case .dateOfBirthTooLongAgo, .dateOfBirthTooRecent: .dateOfBirth
        case .notANationalInsuranceNumber: .nationalInsuranceNumber
        case .notAnEmailAddress, .emailAddressTaken: .emailAddress
        case .leadProviderNotWanted, .leadProviderUnknown, .leadProviderInactive: .leadProviderID
        case .appropriateBodyUnknown, .appropriateBodyNotAllowed, .appropriateBodyInactive: .appropriateBodyID
        case .registrationNotOpen, .startTooEarly, .startTooFarAhead: .startedOn
        case .leavingTooFarAhead: .leavingOn
        case .registrationClosed, .noContractPeriod: nil
        }
    }
}
