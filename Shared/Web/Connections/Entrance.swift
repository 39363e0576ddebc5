package import Logging
import NIOCore
import Synchronization

/// The way into a server, which can be shut before the server stops.
///
/// A server that stops listening resets every connection that the kernel has taken and it has not, and one that closes
/// silent connections resets those whose request is under way. So newcomers are turned away first, by not answering them:
/// they try again within a second, and by then find the port closed, or the next process on it. Whoever is in already has
/// time to say what they want.
package final class Entrance: Sendable {
    private struct State {
        var listener: (any Channel)?
        /// Connections that have not said yet what they want.
        var silent = 0
        var isShut = false
    }

    private let state = Mutex(State())
    private let logger: Logger

    /// Time for handshakes that have begun to end, and for clients that keep their connection to hear that they should not.
    private static let shortest = Duration.milliseconds(100)
    /// Whoever is silent for longer is closed: nothing of theirs is lost.
    private static let longest = Duration.seconds(2)

    package init(logger: Logger) {
        self.logger = logger
    }

    /// Whether answers should say that the connection ends with them.
    var isShut: Bool { state.withLock { $0.isShut } }

    func opens(on listener: any Channel) { state.withLock { $0.listener = listener } }
    func someoneEntered() { state.withLock { $0.silent += 1 } }
    func someoneSpoke() { state.withLock { $0.silent -= 1 } }

    /// Lets nobody in any more, and returns when everybody who is in has begun a request, after two seconds at the latest.
    package func shut() async {
        let listener = state.withLock { state in
            state.isShut = true
            return state.listener
        }
        guard let listener, listener.isActive else { return }
        do {
            try await ListeningSocket(listener).turnAwayNewcomers()
        } catch {
            // Without it, who comes in the last moment may still be reset.
            logger.warning("newcomers cannot be turned away", metadata: ["error": "\(error)"])
        }
        let deadline = ContinuousClock.now + Self.longest
        var pause = Self.shortest
        repeat {
            do { try await Task.sleep(for: pause) } catch { return }
            pause = .milliseconds(10)
        } while await isAnybodySilent(at: listener) && .now < deadline
    }

    private func isAnybodySilent(at listener: any Channel) async -> Bool {
        if state.withLock({ $0.silent > 0 }) { return true }
        do {
            return try await ListeningSocket(listener).waiting() > 0
        } catch {
            // The listener is closed: whoever waited does so no longer.
            return false
        }
    }
}
