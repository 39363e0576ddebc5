import Glibc

/// How many files and sockets this process may have open at once.
enum OpenFiles {
    /// Raises the limit to the most that a process may give itself. Shells begin with 1,024, for very old programs.
    ///
    /// - Returns: The limit from now on.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return Self.ofOldPrograms }
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        return Int(clamping: limit.rlim_cur)
    }

    /// Returns how many files the connections to one of two ports may use, so that database and broker stay reachable.
    static func connectionsOfOnePort(limit: Int) -> Int {
        max(8, (limit - ofEverythingElse) / 2)
    }

    private static let ofEverythingElse = 256
    private static let ofOldPrograms = 1_024
}
