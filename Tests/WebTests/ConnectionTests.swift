import HummingbirdTesting
import NIOCore
import TestSupport
import Testing

@testable import Web

/// The behaviour on the wire; ``ConnectionPatienceTests`` covers how long each limit lasts.
@Suite("Connections")
struct ConnectionTests {
    private func withServer(
        _ change: (inout ConnectionLimits) -> Void = { _ in }, _ body: @Sendable (_ port: Int) async throws -> Void
    ) async throws {
        var api = TestAPI()
        change(&api.limits)
        try await api.application().test(.live) { client in
            try await body(#require(client.port))
        }
    }

    private let request = "GET /ok/1 HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a head that comes byte by byte is not waited for`() async throws {
        try await withServer({ $0.firstHead = .milliseconds(400) }) { port in
            let connection = try await RawConnection.open(to: port)
            try await connection.send("GET /ok/1 HTTP/1.1\r\nHost: a\r\n")
            try await eventually("the connection to be closed") {
                _ = try? await connection.send("X")
                return connection.isClosed
            }
            #expect(connection.received.isEmpty)
        }
    }

    @Test func `a body that goes on after its answer is not waited for`() async throws {
        try await withServer({ $0.unfinishedRequest = .milliseconds(400) }) { port in
            let connection = try await RawConnection.open(to: port)
            try await connection.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
            try await eventually("the connection to be closed") {
                _ = try? await connection.send("x")
                return connection.isClosed
            }
            #expect(connection.received.hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test func `a request behind the last one of a connection keeps nothing open`() async throws {
        try await withServer({ $0.unfinishedRequest = .milliseconds(400) }) { port in
            let connection = try await RawConnection.open(to: port, staysOpen: true)
            // The parser obeys the second header and continues; the server obeys the first and does not.
            try await connection.send(
                "GET /ok/1 HTTP/1.0\r\nConnection: close\r\nProxy-Connection: keep-alive\r\n\r\nGET /ok/1 HTTP/1.0\r\n\r\n"
            )
            try await eventually("the connection to be closed") {
                connection.sendWithoutWaiting("X")
                return connection.isClosed
            }
            #expect(connection.received.hasPrefix("HTTP/1."))
        }
    }

    @Test func `answers that nobody takes are not kept`() async throws {
        try await withServer({ $0.stalledAnswer = .milliseconds(400) }) { port in
            let connection = try await RawConnection.open(to: port, isReading: false)
            try await connection.send(String(repeating: "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", count: 20))
            // A client that reads nothing does not notice that the connection is closed, but may notice on writing.
            try await eventually("the connection to be closed") {
                connection.sendWithoutWaiting(request)
                return connection.isClosed
            }
            #expect(connection.receivedBytes < TestAPI.large.utf8.count)
        }
    }

    @Test func `an answer that is taken slowly is taken whole`() async throws {
        let limits: (inout ConnectionLimits) -> Void = {
            $0.idle = .milliseconds(300)
            $0.stalledAnswer = .seconds(5)
        }
        try await withServer(limits) { port in
            let connection = try await RawConnection.open(to: port, isReading: false)
            let began = ContinuousClock.now
            try await connection.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            // Longer than a connection may be idle, and longer than it takes to write the whole answer.
            try await eventually("a second to pass") {
                connection.read()
                return began.duration(to: .now) > .seconds(1)
            }
            #expect(connection.receivedBytes < TestAPI.large.utf8.count)
            try await connection.readAll()
            try await eventually("the rest") { connection.receivedBytes > TestAPI.large.utf8.count }
            try await connection.close()
        }
    }

    @Test func `who says that there is nothing more to come gets the whole answer`() async throws {
        try await withServer { port in
            let connection = try await RawConnection.open(to: port, isReading: false, staysOpen: true)
            try await connection.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            try await connection.sendNoMore()
            try await eventually("the beginning of the answer") {
                connection.read()
                return connection.receivedBytes > 0
            }
            try await connection.readAll()
            try await eventually("the rest") { connection.receivedBytes > TestAPI.large.utf8.count }
            try await eventually("the end of the connection") { connection.isClosed }
        }
    }

    @Test func `an answer that is being taken when the server stops is taken whole`() async throws {
        let (connections, taking) = AsyncStream.makeStream(of: (RawConnection, port: Int).self)
        async let end: RawConnection? = {
            for await (connection, port) in connections {
                try await eventually("the end of listening") { await !RawConnection.isTaken(at: port) }
                try await connection.readAll()
                return connection
            }
            return nil
        }()
        try await withServer { port in
            let connection = try await RawConnection.open(to: port, isReading: false)
            try await connection.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("the beginning of the answer") {
                connection.read()
                return connection.receivedBytes > 0
            }
            taking.yield((connection, port))
        }
        let connection = try #require(try await end)
        try await eventually("the end of the connection") { connection.isClosed }
        #expect(connection.receivedBytes > TestAPI.large.utf8.count)
    }

    @Test func `a server that stops does not wait for long for a client that takes nothing`() async throws {
        let began = ContinuousClock.now
        try await withServer({ $0.lastAnswer = .milliseconds(400) }) { port in
            let connection = try await RawConnection.open(to: port, isReading: false)
            try await connection.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("the beginning of the answer") {
                connection.read()
                return connection.receivedBytes > 0
            }
        }
        #expect(began.duration(to: .now) < ConnectionLimits().stalledAnswer / 2)
    }

    @Test func `a connection without requests is closed, one with them is kept`() async throws {
        try await withServer({ $0.idle = .seconds(3) }) { port in
            let quiet = try await RawConnection.open(to: port)
            let asking = try await RawConnection.open(to: port)
            try await quiet.send(request)
            try await eventually("the quiet connection to be closed") {
                try await asking.send(request)
                return quiet.isClosed
            }
            let before = asking.receivedBytes
            try await asking.send(request)
            try await eventually("another answer") { asking.receivedBytes > before }
            try await asking.close()
        }
    }

    @Test func `whoever comes is served, however many connections are idle`() async throws {
        let limits: (inout ConnectionLimits) -> Void = {
            $0.connections = 10
            $0.connectionsPerAddress = 10
        }
        try await withServer(limits) { port in
            var idle: [RawConnection] = []
            for _ in 0..<30 { idle.append(try await RawConnection.open(to: port)) }
            let newcomer = try await RawConnection.open(to: port)
            try await newcomer.send(request)
            try await eventually("an answer") { newcomer.received.hasPrefix("HTTP/1.1 200 ") }
            try await eventually("the others to be closed") { idle.count(where: \.isClosed) == 21 }
            for connection in idle + [newcomer] { try await connection.close() }
        }
    }

    @Test func `a client that waits to be asked for its body is asked`() async throws {
        try await withServer { port in
            let connection = try await RawConnection.open(to: port)
            try await connection.send(
                "POST /body HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
            try await eventually("the request for the body") {
                connection.received == "HTTP/1.1 100 Continue\r\n\r\n"
            }
            try await connection.send("four")
            try await eventually("the answer") { connection.received.hasSuffix("{\"bytes\":4}") }
            try await connection.close()
        }
    }

    @Test func `a body whose end cannot be found is the client's mistake`() async throws {
        try await withServer { port in
            let connection = try await RawConnection.open(to: port)
            try await connection.send(
                "POST /body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\nnumber\r\n")
            try await eventually("the connection to be closed") { connection.isClosed }
            #expect(connection.received.hasPrefix("HTTP/1.1 400 "))
            #expect(connection.received.lowercased().contains("connection: close"))
            #expect(!connection.received.contains("HTTP/1.1 500"))
        }
    }
}
