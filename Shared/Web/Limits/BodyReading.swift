import HTTPTypes
package import Hummingbird
package import NIOCore
import NIOHTTP1

extension Request {
    /// The longest body in bytes that an endpoint decodes, unless it asks for less.
    package static let longestBody = 256 * 1_024

    /// Returns the whole body.
    ///
    /// - Parameters:
    ///   - limit: In bytes; a larger body is answered with 413, and before it is read if its length is announced.
    ///   - time: How long the caller may take to send it; a slower caller is answered with 408.
    /// - Throws: ``Problem`` for both, and for a body whose end cannot be found, which is answered with 400.
    package func wholeBody(
        limit: Int = Request.longestBody, within time: Duration = .seconds(15), problems: ProblemBodies
    ) async throws -> ByteBuffer {
        if let announced = headers[.contentLength].flatMap({ Int($0) }), announced > limit {
            throw problems.response(.contentTooLarge)
        }
        let body = body
        return try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { try await body.collect(upTo: limit) }
            group.addTask {
                try await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            do {
                guard let first = try await group.next(), let buffer = first else {
                    throw problems.response(.requestTimeout)
                }
                return buffer
            } catch is NIOTooManyBytesError {
                throw problems.response(.contentTooLarge)
            } catch is HTTPParserError {
                // The chunks cannot be separated, or the body ends before its announced length. Nothing after it can be
                // understood.
                throw problems.response(.badRequest, headers: [.connection: "close"])
            }
        }
    }
}
