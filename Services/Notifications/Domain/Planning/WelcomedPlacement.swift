package import Vocabulary

/// The placement that a welcome is about. Events about the placement or its teacher that arrive before the letter is
/// sent change the letter.
package struct WelcomedPlacement: Hashable, Sendable {
    package var id: PlacementID
    package var trn: TRN

    package init(id: PlacementID, trn: TRN) {
        self.id = id
        self.trn = trn
    }
}
