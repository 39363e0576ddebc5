/// The fields of a register-ect command, as the sender wrote them.
package struct RegistrationFields: Hashable, Sendable {
    package var commandID: String
    package var urn: String?
    package var trn: String?
    package var correctedName: String?
    package var emailAddress: String?
    package var startedOn: String?
    package var workingPattern: String?
    package var appropriateBodyID: String?
    package var trainingProgramme: String?
    package var leadProviderID: String?
    package var requestedBy: String?

    package init(
        commandID: String,
        urn: String? = nil,
        trn: String? = nil,
        correctedName: String? = nil,
        emailAddress: String? = nil,
        startedOn: String? = nil,
        workingPattern: String? = nil,
        appropriateBodyID: String? = nil,
        trainingProgramme: String? = nil,
        leadProviderID: String? = nil,
        requestedBy: String? = nil
    ) {
        self.commandID = commandID
        self.urn = urn
        self.trn = trn
        self.correctedName = correctedName
        self.emailAddress = emailAddress
        self.startedOn = startedOn
        self.workingPattern = workingPattern
        self.appropriateBodyID = appropriateBodyID
        self.trainingProgramme = trainingProgramme
        self.leadProviderID = leadProviderID
        self.requestedBy = requestedBy
    }
}

/// The fields of a report-leaving command, as the sender wrote them.
package struct LeavingFields: Hashable, Sendable {
    package var commandID: String
    package var urn: String?
    package var trn: String?
    package var leavingOn: String?
    package var requestedBy: String?

    package init(
        commandID: String, urn: String? = nil, trn: String? = nil, leavingOn: String? = nil, requestedBy: String? = nil
    ) {
        self.commandID = commandID
        self.urn = urn
        self.trn = trn
        self.leavingOn = leavingOn
        self.requestedBy = requestedBy
    }
}

/// The fields of a set-induction-tutor command, as the sender wrote them.
package struct TutorFields: Hashable, Sendable {
    package var commandID: String
    package var urn: String?
    package var name: String?
    package var emailAddress: String?
    package var requestedBy: String?

    package init(
        commandID: String, urn: String? = nil, name: String? = nil, emailAddress: String? = nil,
        requestedBy: String? = nil
    ) {
        self.commandID = commandID
        self.urn = urn
        self.name = name
        self.emailAddress = emailAddress
        self.requestedBy = requestedBy
    }
}
