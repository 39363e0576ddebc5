/// The statements that one connection has prepared, by text and types of values. When the cache is full, the least
/// recently used statement makes room.
struct StatementCache {
    struct Key: Hashable {
        let text: String
        let types: [UInt32]
    }

    struct Statement {
        let name: String
        /// The row type that its columns were last compared with.
        var checkedRow: ObjectIdentifier?
        fileprivate var lastUse: Int
    }

    enum Lookup: Equatable {
        case prepared(name: String)
        /// Prepare the statement under `name`, and deallocate `evicted`, if any.
        case new(name: String, evicted: String?)
    }

    private let capacity: Int
    private var statements: [Key: Statement] = [:]
    private var clock = 0
    private var named = 0

    init(capacity: Int = 256) {
        self.capacity = capacity
    }

    mutating func lookUp(_ key: Key) -> Lookup {
        clock += 1
        if let index = statements.index(forKey: key) {
            statements.values[index].lastUse = clock
            return .prepared(name: statements.values[index].name)
        }
        let evicted = statements.count >= capacity ? evictLongestUnused() : nil
        named += 1
        let statement = Statement(name: "s\(named)", checkedRow: nil, lastUse: clock)
        statements[key] = statement
        return .new(name: statement.name, evicted: evicted)
    }

    /// Removes a statement that the server does not have after all, or should not keep, and returns its name.
    mutating func forget(_ key: Key) -> String? {
        statements.removeValue(forKey: key)?.name
    }

    func checkedRow(of key: Key) -> ObjectIdentifier? {
        statements[key]?.checkedRow
    }

    mutating func setCheckedRow(_ row: ObjectIdentifier, of key: Key) {
        statements[key]?.checkedRow = row
    }

    // Scans 256 entries, but only when a statement is prepared, which costs far more.
    private mutating func evictLongestUnused() -> String? {
        guard let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return nil }
        return forget(oldest.key)
    }
}
