/// The command changed nothing, for all of these reasons.
package struct CommandRefused: Event, Hashable {
    package static let type: EventType = "registration.command.refused"
    package static let topic = Topic.commandOutcome

    package var commandID: String
    package var command: String
    package var reasons: [Refusal]
    package var bodyDigest: String
    /// The id, in the sender's own system, of the user who asked; absent if the command did not say.
    package var requestedBy: String?

    package var key: String { commandID }

    package init(
        commandID: String,
        command: String,
        reasons: [Refusal],
        bodyDigest: String,
        requestedBy: String? = nil
    ) {
        self.commandID = commandID
        self.command = command
        self.reasons = reasons
        self.bodyDigest = bodyDigest
        self.requestedBy = requestedBy
    }
}

/// One reason why a command was refused, in words for the person who wrote it.
package struct Refusal: Hashable, Codable, Sendable {
    /// A stable word to program against: `not-a-date`, `school-closed`.
    package var code: String
    /// The field of the command that the reason is about; absent if it is about the command as a whole.
    package var field: String?
    /// What happened and what to do next.
    ///
    /// It never repeats a value.
    package var detail: String

    package init(code: String, field: String? = nil, detail: String) {
        self.code = code
        self.field = field
        self.detail = detail
    }
}
