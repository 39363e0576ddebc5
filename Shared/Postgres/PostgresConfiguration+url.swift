import CLibpq

extension PostgresConfiguration {
    /// Returns whether libpq understands the address of a database, and whether its host and port are plausible.
    ///
    /// Check this before a connection is opened. libpq's message about an address that it does not understand quotes
    /// parts of the address. It can quote part of a password in which a character such as `@` should have been written
    /// as `%40`.
    package static func understands(url: String) -> Bool {
        guard let options = PQconninfoParse(url, nil) else { return false }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val, !canBeMeant(String(cString: value), as: String(cString: keyword)) {
                return false
            }
            option += 1
        }
        return true
    }

    private static func canBeMeant(_ value: String, as keyword: String) -> Bool {
        switch keyword {
        case "host": !value.contains("@")
        case "port": value.split(separator: ",").allSatisfy { UInt16($0).map { $0 > 0 } ?? false }
        default: true
        }
    }
}
