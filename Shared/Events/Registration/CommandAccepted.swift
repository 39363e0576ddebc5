package import Vocabulary

/// The command was carried out.
package struct CommandAccepted: Event, Hashable {
    package static let type: EventType = "registration.command.accepted"
    package static let topic = Topic.commandOutcome

    package var commandID: String
    /// The type of the command, without its prefix: `registration.ect.register`.
    package var command: String
    package var urn: URN
    package var trn: TRN?
    package var placementID: PlacementID?
    /// SHA-256 of the command's JSON, in hexadecimal, so that a sender can tell its own command from another under
    /// the same id.
    package var bodyDigest: String
    /// The id, in the sender's own system, of the user who asked; absent if the command did not say.
    package var requestedBy: String?

    package var key: String { commandID }

    package init(
        commandID: String,
        command: String,
        urn: URN,
        trn: TRN? = nil,
        placementID: PlacementID? = nil,
        bodyDigest: String,
        requestedBy: String? = nil
    ) {
        self.commandID = commandID
        self.command = command
        self.urn = urn
        self.trn = trn
        self.placementID = placementID
        self.bodyDigest = bodyDigest
        self.requestedBy = requestedBy
    }
}
