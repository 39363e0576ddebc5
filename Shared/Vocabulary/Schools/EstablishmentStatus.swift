/// The status of an establishment in GIAS.
package enum EstablishmentStatus: String, Hashable, Codable, Sendable, CaseIterable {
    case open
    case closed
    case proposedToClose = "proposed_to_close"
    case proposedToOpen = "proposed_to_open"
}
