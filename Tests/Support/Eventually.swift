/// What was waited for did not come about in time.
package struct NeverHappened: Error, CustomStringConvertible {
    package let description: String
}

/// Waits until a condition holds, looking again every few milliseconds; throws when the time is up.
///
/// The only place in which tests let time pass.
package func eventually(
    within limit: Duration = .seconds(10),
    _ what: String = "the condition",
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while !(try await condition()) {
        guard ContinuousClock.now < deadline else {
            throw NeverHappened(description: "\(what) did not hold within \(limit)")
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}
