import Glibc
import Synchronization

/// Where finished log lines go.
///
/// A line is written whole before the next one begins.
package struct LogOutput: Sendable {
    package let write: @Sendable ([UInt8]) -> Void

    package init(write: @escaping @Sendable ([UInt8]) -> Void) {
        self.write = write
    }

    package static let standardOutput = descriptor(STDOUT_FILENO)
    /// For commands, whose standard output is their result.
    package static let standardError = descriptor(STDERR_FILENO)

    private static func descriptor(_ descriptor: Int32) -> LogOutput {
        let turn = Turn()
        return LogOutput { line in
            turn.mutex.withLock { _ in writeWhole(line, to: descriptor) }
        }
    }

    private final class Turn: Sendable {
        let mutex = Mutex(())
    }
}

/// Writes everything, or gives up: a log that cannot be written has nowhere to report it.
private func writeWhole(_ bytes: [UInt8], to descriptor: Int32) {
    bytes.withUnsafeBytes { buffer in
        var rest = buffer[...]
        while !rest.isEmpty {
            let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno == EAGAIN {
                // Somebody has made the output non-blocking: it is for all who have it open.
                var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&room, 1, -1)
            } else if errno != EINTR {
                return
            }
        }
    }
}
