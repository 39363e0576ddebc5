package import Vocabulary

/// A school asks to register an early career teacher.
///
/// Every field is text as the sender wrote it, so that a wrong value is refused with a reason and does not make the
/// command unreadable.
package struct RegisterECT: Command, Hashable {
    package static let type: EventType = "registration.ect.register"
    package static let topic = Topic.command

    package var commandID: String
    package var urn: String?
    package var trn: String?
    package var identityProof: SealedIdentityProof?
    package var correctedName: Personal<String>?
    package var emailAddress: Personal<String>?
    package var startedOn: String?
    package var workingPattern: String?
    package var appropriateBodyID: String?
    package var trainingProgramme: String?
    /// Required if the programme is provider-led.
    package var leadProviderID: String?
    /// An opaque id of the user in the sender's own system.
    package var requestedBy: String?

    package var key: String { trn ?? urn ?? commandID }

    package init(
        commandID: String,
        urn: String? = nil,
        trn: String? = nil,
        identityProof: SealedIdentityProof? = nil,
        correctedName: Personal<String>? = nil,
        emailAddress: Personal<String>? = nil,
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
        self.identityProof = identityProof
        self.correctedName = correctedName
        self.emailAddress = emailAddress
        self.startedOn = startedOn
        self.workingPattern = workingPattern
        self.appropriateBodyID = appropriateBodyID
        self.trainingProgramme = trainingProgramme
        self.leadProviderID = leadProviderID
        self.requestedBy = requestedBy
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        commandID = fields.written(.commandID) ?? ""
        urn = fields.written(.urn)
        trn = fields.written(.trn)
        identityProof = fields.written(.identityProof, orElse: .unreadable)
        correctedName = fields.written(.correctedName).map { Personal($0) }
        emailAddress = fields.written(.emailAddress).map { Personal($0) }
        startedOn = fields.written(.startedOn)
        workingPattern = fields.written(.workingPattern)
        appropriateBodyID = fields.written(.appropriateBodyID)
        trainingProgramme = fields.written(.trainingProgramme)
        leadProviderID = fields.written(.leadProviderID)
        requestedBy = fields.written(.requestedBy)
    }

    package static var blank: RegisterECT { RegisterECT(commandID: "") }
}
