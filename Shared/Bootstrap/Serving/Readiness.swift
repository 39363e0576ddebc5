import Synchronization

/// Whether the service can do its work, and why not.
final class Readiness: Sendable {
    private enum Stage {
        case starting(reason: String)
        case serving([ReadinessCheck])
        case draining
    }

    private let stage = Mutex(Stage.starting(reason: "starting"))

    func waits(for reason: String) {
        stage.withLock { stage in
            if case .starting = stage { stage = .starting(reason: reason) }
        }
    }

    func serves(checking checks: [ReadinessCheck]) {
        stage.withLock { stage in
            if case .starting = stage { stage = .serving(checks) }
        }
    }

    func drains() {
        stage.withLock { $0 = .draining }
    }

    /// Returns what is wrong, by the name of the check; empty when ready.
    func problems() async -> [String: String] {
        switch stage.withLock({ $0 }) {
        case .starting(let reason): ["start": reason]
        case .draining: ["drain": "the service is stopping"]
        case .serving(let checks): await Self.problems(of: checks)
        }
    }

    /// How long a check may take.
    static let patience = Duration.milliseconds(200)

    private static func problems(of checks: [ReadinessCheck]) async -> [String: String] {
        await withTaskGroup(of: (String, String?).self) { group in
            for check in checks {
                group.addTask { (check.name, await answer(of: check)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// Returns the answer of the check, or that it took too long.
    private static func answer(of check: ReadinessCheck) async -> String? {
        await withTaskGroup(of: String?.self) { group in
            group.addTask { await check.problem() }
            group.addTask {
                do { try await Task.sleep(for: patience) } catch { return nil }
                return "no answer within \(patience)"
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}
