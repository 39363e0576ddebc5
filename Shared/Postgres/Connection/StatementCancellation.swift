import CLibpq
import Foundation

/// A request to stop what a connection is doing. It is sent over a connection of its own.
///
/// Unchecked because of the pointer, which has one owner and is only read until it is freed.
final class StatementCancellation: @unchecked Sendable {
    private let pointer: OpaquePointer

    init?(_ connection: OpaquePointer) {
        guard let pointer = PQgetCancel(connection) else { return nil }
        self.pointer = pointer
    }

    deinit {
        PQfreeCancel(pointer)
    }

    /// Sends the request from a thread of its own, because libpq blocks while sending it. Whether it arrives does not
    /// matter: the connection is closed anyway, and the server's statement time-out is the last resort.
    func send() {
        let thread = Thread { [self] in
            var text = [CChar](repeating: 0, count: 256)
            PQcancel(pointer, &text, Int32(text.count))
        }
        thread.name = "postgres-cancel"
        thread.start()
    }
}
