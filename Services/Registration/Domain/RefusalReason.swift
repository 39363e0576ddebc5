package import Vocabulary

/// One reason why a command is refused.
package enum RefusalReason: Hashable, Sendable {
    // The fields of the command.
    case missing(CommandField)
    case notAURN
    case tooFewDigits
    case tooManyDigits
    case notADate(CommandField)
    case notAnEmailAddress
    case tooLong(CommandField, maximum: Int)
    case controlCharacters(CommandField)
    case namesAPerson(CommandField)
    case unknownWord(CommandField, allowed: [String])
    case notAnID(CommandField)
    case leadProviderNotWanted

    // The proof of who the teacher is.
    case proofKeyUnknown
    case proofUnreadable
    case dateOfBirthTooLongAgo
    case dateOfBirthTooRecent
    case notANationalInsuranceNumber
    case teacherUnknown
    case identityNotMatched
    case teacherDeactivated
    case teacherMerged
    case teacherProhibited
    case inductionPassed
    case inductionFailed
    case inductionExempt

    // The school.
    case schoolUnknown
    case schoolIneligible
    case schoolNotYetOpen
    case schoolClosed
    case schoolNotFunded
    case schoolMayNotRegister

    // The choices of the school.
    case appropriateBodyUnknown
    case appropriateBodyNotAllowed
    case appropriateBodyInactive
    case leadProviderUnknown
    case leadProviderInactive

    // Time.
    case registrationClosed(reopensOn: CalendarDate)
    case noContractPeriod
    /// Names the contract period of the start, if it exists already.
    case registrationNotOpen(ContractPeriodYear?)
    case startTooEarly(earliest: CalendarDate)
    case startTooFarAhead(latest: CalendarDate)
    case leavingTooFarAhead(latest: CalendarDate)
    /// Names a day in the teacher's past, so it is used only for a school that proved that it knows the teacher, or
    /// that has the teacher.
    case notAfterTeachingStarted(CommandField, startedOn: CalendarDate)
    /// The same restriction applies as for ``notAfterTeachingStarted(_:startedOn:)``.
    case notAfterTrainingStarted(CommandField, startedOn: CalendarDate)

    // Existing records.
    case alreadyRegisteredHere
    case emailAddressTaken
    case notAtSchool
}
