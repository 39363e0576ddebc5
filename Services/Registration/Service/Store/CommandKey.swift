/// The id of a command as the database compares it, by its bytes.
///
/// A `String` would take two ids for one that only look the same, so that what becomes of the second hung on whether both
/// came in one batch.
struct CommandKey: Hashable, Sendable {
    private let utf8: [UInt8]

    init(_ id: String) {
        utf8 = Array(id.utf8)
    }
}
