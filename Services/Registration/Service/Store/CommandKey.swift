/// The id of a command as the database compares it, by its bytes.
///
/// Two different ids that only look the same are equal as `String`s. The outcome of the second command would then
/// depend on whether both arrived in one batch.
struct CommandKey: Hashable, Sendable {
    private let utf8: [UInt8]

    init(_ id: String) {
        utf8 = Array(id.utf8)
    }
}
