package import Vocabulary

/// A school names its induction tutor, or confirms the one that it has by naming the same again.
package struct SetInductionTutor: Event, Hashable {
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
}
