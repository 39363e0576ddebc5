/// One condition of `/health/ready`.
package struct ReadinessCheck: Sendable {
    package let name: String
    /// Returns what is wrong, or `nil`.
    ///
    /// The check is cancelled after 200 ms, which counts as wrong.
    package let problem: @Sendable () async -> String?

    package init(_ name: String, problem: @escaping @Sendable () async -> String?) {
        self.name = name
        self.problem = problem
    }
}
