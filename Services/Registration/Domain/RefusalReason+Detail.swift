import Vocabulary

extension RefusalReason {
    /// What happened and what to do next, for the person who wrote the command. Repeats no value of it.
    package var detail: String {
        switch self {
        case .missing(let field): Self.missing(field)
        case .notAURN: "A URN has 5 or 6 digits. Copy it from Get Information About Schools."
        case .tooFewDigits: "A teacher reference number has at least 5 digits. Add the digits that are missing."
        case .tooManyDigits: "A teacher reference number has at most 7 digits. Remove what does not belong to it."
        case .notADate: "Write a real date as year, month and day, such as 2026-09-01."
        case .notAnEmailAddress: "Enter an e-mail address in the right format, such as name@school.example."
        case .tooLong(_, let maximum): "Use at most \(maximum) characters."
        case .controlCharacters: "Remove line breaks and other characters that cannot be printed."
        case .namesAPerson:
            "Send an id that means nothing outside your own system, such as user-17: no name and no e-mail address."
        case .unknownWord(_, let allowed): "Choose one of: \(allowed.joined(separator: ", "))."
        case .notAnID: "An id has the form of a UUID. Copy it from the list that you chose from."
        case .leadProviderNotWanted: "School-led training has no lead provider. Remove it, or choose provider_led."
        default: identityDetail ?? dateDetail ?? circumstanceDetail
        }
    }

    private static func missing(_ field: CommandField) -> String {
        switch field {
        case .commandID:
            "Give every command an id of its own, such as a UUID, as the text commandID of a JSON object."
        case .urn: "Say which school this is about by its URN."
        case .trn: "Say which teacher this is about by the teacher reference number."
        case .identityProof:
            "Seal the teacher's date of birth or national insurance number to registration's public key and send it."
        case .dateOfBirth, .nationalInsuranceNumber:
            "The proof holds neither. Seal JSON with a date of birth, a national insurance number, or both."
        case .correctedName: "Enter the teacher's full name, or leave the correction out."
        case .emailAddress: "Enter an e-mail address."
        case .startedOn: "Enter the date on which the teacher started, or will start, at this school as an ECT."
        case .workingPattern: "Choose the working pattern: full_time or part_time."
        case .appropriateBodyID: "Choose an appropriate body."
        case .trainingProgramme: "Choose the training programme: provider_led or school_led."
        case .leadProviderID: "Provider-led training needs a lead provider. Choose one."
        case .leavingOn: "Enter the teacher's last day at this school."
        case .name: "Enter the full name of the induction tutor."
        case .requestedBy: "Say who asks, by an id of your own system, or leave it out."
        }
    }

    private var identityDetail: String? {
        switch self {
        case .proofKeyUnknown:
            "The proof was sealed with a key that is not in use. Fetch registration's current public key and seal anew."
        case .proofUnreadable:
            "The proof could not be opened. Seal it to registration's public key, with this command's id as associated data."
        case .dateOfBirthTooLongAgo: "The date of birth is more than 100 years ago. Check the year."
        case .dateOfBirthTooRecent: "The teacher would be under 18. Check the date of birth."
        case .notANationalInsuranceNumber:
            "A national insurance number is 2 letters, 6 digits and a letter from A to D. Check it."
        case .teacherUnknown:
            "No teacher has this reference number. Check it with the teacher or in the Teaching Record System."
        case .identityNotMatched:
            "The proof does not match this teacher. Check the date of birth, or send the national insurance number."
        case .teacherDeactivated: "This teacher's record is no longer active. Ask the Teaching Regulation Agency why."
        case .teacherMerged: "This record was merged into another. Ask the teacher for the number that is now valid."
        case .teacherProhibited: "This teacher cannot be registered. Check the teacher's record for prohibitions."
        case .inductionPassed: "This teacher has completed induction, and so cannot be registered as an ECT."
        case .inductionFailed: "This teacher has failed induction, and so cannot be registered as an ECT."
        case .inductionExempt: "This teacher is exempt from induction, and so cannot be registered as an ECT."
        default: nil
        }
    }

    private var dateDetail: String? {
        switch self {
        case .registrationClosed(let day):
            "Registration is closed, and opens again on \(day). Send a new command, with an id of its own, on that day or later."
        case .noContractPeriod:
            "No contract period covers today, so nobody can be registered. Send a new command when one has begun."
        case .registrationNotOpen(let year?):
            // The year comes from another service, and may be any number.
            """
            Registration for the academic year \(year.rawValue) to \(year.rawValue &+ 1) is not open yet. \
            Send a new command, with an id of its own, once it is.
            """
        case .registrationNotOpen(nil):
            "Registration for this start date is not open yet. Send a new command, with an id of its own, once it is."
        case .startTooEarly(let earliest):
            "The earliest contract period that can still be used began on \(earliest). Enter that date or a later one."
        case .startTooFarAhead(let latest):
            """
            The teacher is still at another school, so the start can be at most 4 months ahead. \
            Enter a date until \(latest), or register the teacher nearer the time.
            """
        case .leavingTooFarAhead(let latest):
            "The last day can be at most 4 months ahead. Enter a date until \(latest), or report it nearer the time."
        case .notAfterTeachingStarted(.leavingOn, let day):
            "The teacher started teaching at this school on \(day). Enter a date after \(day.adding(days: 1))."
        case .notAfterTeachingStarted(_, let day):
            """
            The teacher started teaching at the school where they last taught on \(day). \
            Enter a date after \(day.adding(days: 1)).
            """
        case .notAfterTrainingStarted(_, let day):
            "The teacher's latest training started on \(day). Enter a date after \(day.adding(days: 1))."
        default: nil
        }
    }

    private var circumstanceDetail: String {
        switch self {
        case .schoolUnknown: "No school has this URN. Check it in Get Information About Schools."
        case .schoolIneligible: "Establishments of this type take no part in early career training."
        case .schoolNotYetOpen:
            "This school is not open yet. Send a new command once Get Information About Schools shows it as open."
        case .schoolClosed: "This school is closed. If it has a successor, use that school's URN."
        case .schoolNotFunded: "Training at this independent school is not funded, so it cannot use the service."
        case .schoolMayNotRegister:
            "Training at this independent school is no longer funded: teachers in training go on, new ones cannot be added."
        case .appropriateBodyUnknown: "No appropriate body has this id. Choose one from the list."
        case .appropriateBodyNotAllowed:
            "State-funded schools need a teaching school hub; independent schools may also choose a national body."
        case .appropriateBodyInactive: "This appropriate body no longer takes on teachers. Choose another."
        case .leadProviderUnknown: "No lead provider has this id. Choose one from the list."
        case .leadProviderInactive:
            "This lead provider does not train in the contract period of this registration. Choose another."
        case .alreadyRegisteredHere: "This teacher is already registered at this school. There is nothing to do."
        case .emailAddressTaken: "Another teacher uses this e-mail address. Ask the teacher for a different one."
        case .notAtSchool: "This teacher is not at this school as an ECT. Check the number and the URN."
        default: "The command was refused (\(code))."
        }
    }
}
