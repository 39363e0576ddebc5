/// An error for a condition that did not hold in time.
package struct NeverHappened: Error, CustomStringConvertible {
    package let description: String
}

/// Waits until a condition holds, checking every few milliseconds; throws when the time is up.
///
/// This is the only place where tests let time pass.
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
