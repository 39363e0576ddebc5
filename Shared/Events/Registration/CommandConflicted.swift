/// A command arrived under an id that another command had already used.
///
/// It was not processed; the outcome of the first command stands.
package struct CommandConflicted: Event, Hashable {
    package static let type: EventType = "registration.command.conflicted"
    package static let topic = Topic.commandOutcome

    package var commandID: String
    package var command: String
    package var bodyDigest: String
    package var firstBodyDigest: String

    package var key: String { commandID }

    package init(
        commandID: String,
        command: String,
        bodyDigest: String,
        firstBodyDigest: String
    ) {
        self.commandID = commandID
        self.command = command
        self.bodyDigest = bodyDigest
        self.firstBodyDigest = firstBodyDigest
    }
}
