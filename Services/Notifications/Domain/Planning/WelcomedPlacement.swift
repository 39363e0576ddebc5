package import Vocabulary

/// The placement that a welcome is about. What is told of it, or of its teacher, before the letter is sent changes the
/// letter.
package struct WelcomedPlacement: Hashable, Sendable {
    package var id: PlacementID
    package var trn: TRN

    package init(id: PlacementID, trn: TRN) {
        self.id = id
        self.trn = trn
    }
}
