import NIOCore
import NIOPosix

/// A connection on which a test sees every byte, since other clients retry automatically.
enum RawConnection {
    /// The outcome of a connection with one request.
    enum Fate: Equatable, Sendable {
        case answered
        /// Nothing listens, or nothing answers: no connection was accepted.
        case refused
        /// The connection was accepted, and ended without an answer.
        case broken(String)
    }

    struct EndedUnanswered: Error {}

    /// Sends one request over a connection of its own.
    static func request(_ path: String, port: Int) async -> Fate {
        do {
            return try await converse(path, port: port) == nil ? .refused : .answered
        } catch {
            return .broken("\(error)")
        }
    }

    /// Sends a request repeatedly over one connection, until an answer is the last. Bodies have a length.
    ///
    /// - Parameter first: runs once the connection is established, before anything is sent.
    /// - Returns: the last answer; nil if no connection is accepted.
    static func converse(
        _ path: String, port: Int, first: () async throws -> Void = {}, until isLast: (String) -> Bool = { _ in true }
    ) async throws -> String? {
        guard let channel = await connect(to: port) else { return nil }
        return try await channel.executeThenClose { inbound, outbound in
            try await first()
            let request = ByteBuffer(string: "GET \(path) HTTP/1.1\r\nhost: test\r\n\r\n")
            try await outbound.write(request)
            var answer = ""
            for try await part in inbound {
                answer += String(buffer: part)
                guard isWhole(answer) else { continue }
                if isLast(answer) { return answer }
                answer = ""
                try await outbound.write(request)
            }
            throw EndedUnanswered()
        }
    }

    /// Returns whether the kernel accepts a connection at once.
    static func isTaken(port: Int) async throws -> Bool {
        guard let channel = await connect(to: port) else { return false }
        try await channel.executeThenClose { _, _ in }
        return true
    }

    private static func connect(to port: Int) async -> NIOAsyncChannel<ByteBuffer, ByteBuffer>? {
        do {
            return try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(.milliseconds(300))
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
                }
        } catch {
            return nil
        }
    }

    private static func isWhole(_ text: String) -> Bool {
        guard let head = text.firstRange(of: "\r\n\r\n") else { return false }
        let length = text[..<head.lowerBound].split(separator: "\r\n")
            .first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst("content-length:".count).drop(while: { $0 == " " })) }
        return text[head.upperBound...].utf8.count >= length ?? 0
    }
}
