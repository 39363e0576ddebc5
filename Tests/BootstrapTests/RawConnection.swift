import NIOCore
import NIOPosix

/// A connection whose every byte a test sees, since clients of others try again by themselves.
enum RawConnection {
    /// What becomes of a connection with one request.
    enum Fate: Equatable, Sendable {
        case answered
        /// Nothing listens, or nothing answers: nothing was taken.
        case refused
        /// It was taken, and ended without an answer.
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

    /// Sends a request again and again over one connection, until an answer is the last. Bodies have a length.
    ///
    /// - Parameter first: runs when the connection stands, before anything is said.
    /// - Returns: the last answer; nil where nobody takes the connection.
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

    /// Whether the kernel takes a connection at once.
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
