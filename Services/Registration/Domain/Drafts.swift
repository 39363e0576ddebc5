package import Vocabulary

/// A register-ect command as far as it could be read. For each required field that is absent, `reasons` says why.
package struct RegistrationDraft: Hashable, Sendable {
    package let urn: URN?
    package let trn: TRN?
    package let correctedName: PersonName?
    package let emailAddress: EmailAddress?
    package let startedOn: CalendarDate?
    package let workingPattern: WorkingPattern?
    package let appropriateBodyID: AppropriateBodyID?
    package let programme: TrainingProgramme?
    package let leadProviderID: LeadProviderID?
    package let requestedBy: String?
    package let reasons: [RefusalReason]

    package init(reading fields: RegistrationFields) {
        var reader = FieldReader()
        reader.checkCommandID(fields.commandID)
        urn = reader.urn(fields.urn)
        trn = reader.trn(fields.trn)
        correctedName = fields.correctedName.flatMap { reader.personName($0, .correctedName) }
        emailAddress = reader.emailAddress(fields.emailAddress)
        startedOn = reader.date(fields.startedOn, .startedOn)
        workingPattern = reader.word(fields.workingPattern, .workingPattern, as: WorkingPattern.self)
        appropriateBodyID = reader.identifier(fields.appropriateBodyID, .appropriateBodyID)
        programme = reader.word(fields.trainingProgramme, .trainingProgramme, as: TrainingProgramme.self)
        leadProviderID = Self.leadProvider(fields.leadProviderID, for: programme, reader: &reader)
        requestedBy = reader.requestedBy(fields.requestedBy)
        reasons = reader.reasons
    }

    private static func leadProvider(
        _ text: String?, for programme: TrainingProgramme?, reader: inout FieldReader
    ) -> LeadProviderID? {
        let isGiven = text.map { !isBlank($0) } ?? false
        switch programme {
        case .providerLed: return reader.identifier(text, .leadProviderID)
        case .schoolLed:
            if isGiven { reader.refuse(.leadProviderNotWanted) }
            return nil
        case nil: return isGiven ? reader.identifier(text, .leadProviderID) : nil
        }
    }

    var training: ChosenTraining? {
        switch programme {
        case .providerLed: leadProviderID.map(ChosenTraining.providerLed)
        case .schoolLed: .schoolLed
        case nil: nil
        }
    }
}

/// A report-leaving command as far as it could be read.
package struct LeavingDraft: Hashable, Sendable {
    package let urn: URN?
    package let trn: TRN?
    package let leavingOn: CalendarDate?
    package let requestedBy: String?
    package let reasons: [RefusalReason]

    package init(reading fields: LeavingFields) {
        var reader = FieldReader()
        reader.checkCommandID(fields.commandID)
        urn = reader.urn(fields.urn)
        trn = reader.trn(fields.trn)
        leavingOn = reader.date(fields.leavingOn, .leavingOn)
        requestedBy = reader.requestedBy(fields.requestedBy)
        reasons = reader.reasons
    }
}

/// A set-induction-tutor command as far as it could be read.
package struct TutorDraft: Hashable, Sendable {
    package let urn: URN?
    package let name: PersonName?
    package let emailAddress: EmailAddress?
    package let requestedBy: String?
    package let reasons: [RefusalReason]

    package static let emailAddressMaximum = 254

    package init(reading fields: TutorFields) {
        var reader = FieldReader()
        reader.checkCommandID(fields.commandID)
        urn = reader.urn(fields.urn)
        name = reader.personName(fields.name, .name)
        emailAddress = reader.emailAddress(fields.emailAddress, maximum: Self.emailAddressMaximum)
        requestedBy = reader.requestedBy(fields.requestedBy)
        reasons = reader.reasons
    }
}
