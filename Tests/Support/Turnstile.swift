/// A turnstile that admits a limited number of tests at once; the others wait in the order in which they arrived.
///
/// Swift Testing starts all tests at once. A server has a limited number of connections, and if too many tests share
/// two processors, each of them waits longer than the services under test may.
actor Turnstile {
    static let schemas = Turnstile(places: 8)

    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        self.places = places
    }

    nonisolated func pass<R: Sendable>(_ body: () async throws -> R) async rethrows -> R {
        await enter()
        do {
            let result = try await body()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        guard places == 0 else {
            places -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty {
            places += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
