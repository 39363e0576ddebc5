import CLibpq

extension PostgresConfiguration {
    /// Whether libpq understands an address of a database, and host and port can be meant.
    ///
    /// Ask before anything is opened: libpq's words about an address that it does not understand quote parts of it, and
    /// those of a password with a sign that should have been written as `%40` and the like.
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
        case "port": value.split(separator: ",").allSatisfy { UInt16($0) != nil }
        default: true
        }
    }
}
