import CLibpq
import Foundation
import TestSupport
import Testing

@testable import Postgres

@Suite("The number of a socket", .timeLimit(.minutes(1)))
struct SocketNumberTests {
    @Test func `a connection that was lost leaves alone what has the number of its socket now`() async throws {
        let driver = try SocketDriver()
        defer { driver.stop() }
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        defer {
            close(reading)
            close(writing)
        }
        weak var lost: Connection?
        var heir: SocketWaiter?
        // Another test may take the number first.
        while heir == nil {
            let connection = try await connect(watchedBy: driver)
            lost = connection
            heir = lose(connection, to: reading, watchedBy: driver)
        }
        let waiter = try #require(heir)
        defer { close(waiter.socket) }
        try await eventually("the lost connection to be let go") { lost == nil }

        let written = write(writing, "x", 1)
        let outcome = await waiter.wait(alsoWritable: false, until: .now + .seconds(10), isShielded: true)

        #expect(written == 1)
        #expect(outcome == .ready)
    }

    private func connect(watchedBy driver: SocketDriver) async throws -> Connection {
        let configuration = try TestDatabase.configuration()
        return try await withCheckedThrowingContinuation { continuation in
            Connection.open(id: 1, configuration: configuration, driver: driver) { continuation.resume(with: $0) }
        }
    }

    /// Makes libpq close the connection's socket, and gives its number to a copy of the descriptor unless the number
    /// has been taken.
    private func lose(
        _ connection: Connection, to descriptor: Int32, watchedBy driver: SocketDriver
    ) -> SocketWaiter? {
        let number = PQsocket(connection.pointer)
        shutdown(number, Int32(SHUT_RDWR))
        // Data that arrived before the end is read first.
        while PQconsumeInput(connection.pointer) == 1 {}
        let copy = fcntl(descriptor, F_DUPFD, number)
        guard copy == number else {
            close(copy)
            return nil
        }
        return driver.register(socket: copy)
    }
}
