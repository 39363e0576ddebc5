package import Logging
import NIOCore
import Synchronization

/// The way into a server, which can be shut before the server stops.
///
/// A server that stops listening resets every connection that the kernel has accepted and the server has not. A server
/// that closes silent connections resets those whose request is in flight. So new connections are turned away first, by
/// leaving them unanswered: their clients try again within a second, and by then find the port closed, or the next
/// process on it. A client that is already connected has time to send its request.
package final class Entrance: Sendable {
    private struct State {
        var listener: (any Channel)?
        /// Connections that have not sent a request yet.
        var silent = 0
        var isShut = false
    }

    private let state = Mutex(State())
    private let logger: Logger

    /// Time for handshakes that have begun to complete, and for clients with a kept connection to learn that it closes.
    private static let shortest = Duration.milliseconds(100)
    /// A connection that is silent for longer is closed: its client loses nothing.
    package static let longest = Duration.seconds(2)

    package init(logger: Logger) {
        self.logger = logger
    }

    /// Whether answers should announce that the connection ends with them.
    var isShut: Bool { state.withLock { $0.isShut } }

    func opens(on listener: any Channel) { state.withLock { $0.listener = listener } }
    func someoneEntered() { state.withLock { $0.silent += 1 } }
    func someoneSpoke() { state.withLock { $0.silent -= 1 } }

    /// Lets no new client in. Returns when every connected client has begun a request, after two seconds at the latest.
    package func shut() async {
        let listener = state.withLock { state in
            state.isShut = true
            return state.listener
        }
        guard let listener, listener.isActive else { return }
        do {
            try await ListeningSocket(listener).turnAwayNewcomers()
        } catch {
            // Without the filter, a client that arrives at the last moment may still be reset.
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
            // The listener is closed, so no connection waits there any more.
            return false
        }
    }
}
