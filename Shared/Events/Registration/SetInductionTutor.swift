package import Vocabulary

/// A school names its induction tutor, or confirms its current tutor by naming the same person again.
package struct SetInductionTutor: Command, Hashable {
    package static let type: EventType = "registration.school.set-induction-tutor"
    package static let topic = Topic.command

    package var commandID: String
    package var urn: String?
    package var name: Personal<String>?
    package var emailAddress: Personal<String>?
    package var requestedBy: String?

    package var key: String { urn ?? commandID }

    package init(
        commandID: String,
        urn: String? = nil,
        name: Personal<String>? = nil,
        emailAddress: Personal<String>? = nil,
        requestedBy: String? = nil
    ) {
        self.commandID = commandID
        self.urn = urn
        self.name = name
        self.emailAddress = emailAddress
        self.requestedBy = requestedBy
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        commandID = fields.written(.commandID) ?? ""
        urn = fields.written(.urn)
        name = fields.written(.name).map { Personal($0) }
        emailAddress = fields.written(.emailAddress).map { Personal($0) }
        requestedBy = fields.written(.requestedBy)
    }

    package static var blank: SetInductionTutor { SetInductionTutor(commandID: "") }
}
