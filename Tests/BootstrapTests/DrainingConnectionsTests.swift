import Synchronization
import TestSupport
import Testing

@testable import Bootstrap

extension ServingTests {
    /// Clients that know nothing of readiness connect to a service that is stopping.
    @Suite("Connections to a service that stops")
    struct Connections {
        @Test(arguments: Door.allCases)
        func `none that is taken is reset`(door: Door) async throws {
            let count = Counts()
            try await withReadyToy { running in
                let (port, path) = door.place(of: running)
                try await withThrowingDiscardingTaskGroup { strangers in
                    for _ in 0..<24 {
                        strangers.addTask {
                            while !count.isEnough { count.note(await RawConnection.request(path, port: port)) }
                        }
                    }
                    defer { count.end() }
                    try await eventually(within: .seconds(30), "a crowd") { count.answered > 500 }
                    await running.beginShutdown()
                    try await eventually(within: .seconds(30), "the end of listening") { count.refused > 100 }
                }
            }
            #expect(count.broken == [])
        }

        @Test func `who has said nothing yet is answered, and told that it is the last time`() async throws {
            try await withReadyToy { running in
                let answer = try await RawConnection.converse(
                    "/nowhere", port: running.publicPort,
                    first: {
                        await running.beginShutdown()
                        try await eventually("an entrance that is shut") {
                            try await !RawConnection.isTaken(port: running.publicPort)
                        }
                    })
                #expect(answer?.hasPrefix("HTTP/1.1 404") == true)
                #expect(answer?.lowercased().contains("\r\nconnection: close\r\n") == true)
            }
        }

        @Test func `one that is kept is told of its last answer before it ends`() async throws {
            let count = Counts()
            try await withReadyToy { running in
                try await withThrowingDiscardingTaskGroup { group in
                    group.addTask {
                        let last = try await RawConnection.converse(
                            "/nowhere", port: running.publicPort,
                            until: { answer in
                                count.note(.answered)
                                return answer.lowercased().contains("\r\nconnection: close\r\n")
                            })
                        #expect(last != nil)
                    }
                    try await eventually("many answers") { count.answered > 100 }
                    await running.beginShutdown()
                }
            }
        }

        private func withReadyToy(_ body: @Sendable (RunningToy) async throws -> Void) async throws {
            try await withToySchema { _, toy in
                try await RunningToy.serve(toy) { running in
                    try await eventually(within: .seconds(20), "readiness") {
                        try await ask("/health/ready", port: running.internalPort)?.status == 200
                    }
                    try await body(running)
                }
            }
        }
    }
}

/// The two ports of a service.
enum Door: CaseIterable {
    case `public`, `internal`

    func place(of running: RunningToy) -> (port: Int, path: String) {
        switch self {
        case .public: (running.publicPort, "/nowhere")
        case .internal: (running.internalPort, "/health/live")
        }
    }
}

/// The outcomes of many connections.
private final class Counts: Sendable {
    private let fates = Mutex((answered: 0, refused: 0, broken: [String](), isEnough: false))

    func note(_ fate: RawConnection.Fate) {
        fates.withLock { fates in
            switch fate {
            case .answered: fates.answered += 1
            case .refused: fates.refused += 1
            case .broken(let why): fates.broken.append(why)
            }
        }
    }

    func end() { fates.withLock { $0.isEnough = true } }

    var answered: Int { fates.withLock { $0.answered } }
    var refused: Int { fates.withLock { $0.refused } }
    var broken: [String] { fates.withLock { $0.broken } }
    var isEnough: Bool { fates.withLock { $0.isEnough } }
}
