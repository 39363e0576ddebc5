import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NotificationsService
import Synchronization
import TestSupport
import Web

/// A stub of GOV.UK Notify as the client sees it, with faults on demand.
final class NotifyStub: Sendable {
    enum Behaviour: Sendable {
        case accept
        case rateLimit
        case dailyLimit
        case serverError
        case refuse
        case forbid
        /// The template does not exist, or the e-mail is too long: Notify has the same answer for both.
        case badRequest
        /// The e-mail is accepted, and the connection ends in the middle of the answer.
        case acceptThenDrop
        /// The e-mail is accepted, and the answer is an error.
        case acceptThenFail
        /// The e-mail is accepted, and the answer continues for as long as the client reads it.
        case acceptThenDrip
    }

    struct Email: Decodable, Sendable {
        var id = UUID()
        var status = "created"
        let reference: String
        let address: String
        let personalisation: [String: String]

        private enum CodingKeys: String, CodingKey {
            case reference, personalisation
            case address = "email_address"
        }
    }

    private struct State {
        var behaviours: [Behaviour] = []
        var everybodyMeets = Behaviour.accept
        var meetings: [String: Behaviour] = [:]
        var requests = 0
        var lookups = 0
        var dripsLookups = false
        var lookupStatus = 200
        var beforeLookup: @Sendable () async throws -> Void = {}
        var beforeSending: @Sendable () async throws -> Void = {}
        var emails: [Email] = []
        var tokens: [String] = []
    }

    private let state = Mutex(State())

    /// Sets the behaviour for all requests without a more specific one.
    func everybodyMeets(_ behaviour: Behaviour) {
        state.withLock { $0.everybodyMeets = behaviour }
    }

    /// Sets the behaviour for all requests for this recipient.
    func recipient(_ address: String, meets behaviour: Behaviour) {
        state.withLock { $0.meetings[address] = behaviour }
    }

    /// Sets the behaviours for the next requests to send an e-mail. They take precedence over all others.
    func next(_ behaviours: Behaviour...) {
        state.withLock { $0.behaviours += behaviours }
    }

    var emails: [Email] { state.withLock { $0.emails } }
    var requests: Int { state.withLock { $0.requests } }
    var tokens: [String] { state.withLock { $0.tokens } }

    var lookups: Int { state.withLock { $0.lookups } }

    /// Sets the action to run before a look-up is answered. If it throws, the answer is a server error.
    func beforeLookup(_ act: @escaping @Sendable () async throws -> Void) {
        state.withLock { $0.beforeLookup = act }
    }

    /// Answers look-ups with this error from now on.
    func lookupsMeet(status: Int) {
        state.withLock { $0.lookupStatus = status }
    }

    /// Makes answers to look-ups continue for as long as the client reads them.
    func dripLookups() {
        state.withLock { $0.dripsLookups = true }
    }

    /// Sets the action to run once, before a request to send an e-mail is handled. If it throws, the answer is a server
    /// error.
    func beforeNextSending(_ act: @escaping @Sendable () async throws -> Void) {
        state.withLock { $0.beforeSending = act }
    }

    func settle(_ status: String) {
        state.withLock { state in
            for index in state.emails.indices { state.emails[index].status = status }
        }
    }

    func router() -> Router<WebRequestContext> {
        let router = Router(context: WebRequestContext.self)
        router.post("/v2/notifications/email") { request, _ in try await self.send(request) }
        router.get("/v2/notifications") { request, _ in try await self.list(request) }
        return router
    }

    private func send(_ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: 1_000_000)
        let email = try JSONDecoder().decode(Email.self, from: Data(body.readableBytesView))
        let act = state.withLock { state in
            defer { state.beforeSending = {} }
            return state.beforeSending
        }
        try await act()
        let behaviour = state.withLock { state in
            state.requests += 1
            state.tokens.append(request.headers[.authorization] ?? "")
            let standing = state.meetings[email.address] ?? state.everybodyMeets
            let behaviour = state.behaviours.isEmpty ? standing : state.behaviours.removeFirst()
            switch behaviour {
            case .accept, .acceptThenDrop, .acceptThenFail, .acceptThenDrip: state.emails.append(email)
            case .rateLimit, .dailyLimit, .serverError, .refuse, .forbid, .badRequest: break
            }
            return behaviour
        }
        return Self.answer(behaviour, email)
    }

    private static func answer(_ behaviour: Behaviour, _ email: Email) -> Response {
        switch behaviour {
        case .accept: json(.created, #"{"id":"\#(email.id)","reference":"\#(email.reference)"}"#)
        case .rateLimit: problem(429, "RateLimitError")
        case .dailyLimit: problem(429, "TooManyRequestsError")
        case .serverError, .acceptThenFail: problem(500, "Exception")
        case .refuse: problem(400, "ValidationError")
        case .forbid: problem(403, "AuthError")
        case .badRequest: problem(400, "BadRequestError")
        case .acceptThenDrop:
            Response(
                status: .created, headers: [.contentLength: "100"],
                body: ResponseBody(contentLength: 100) { writer in
                    try await writer.write(ByteBuffer(string: "{"))
                    throw Dropped()
                })
        case .acceptThenDrip: dripping(.created)
        }
    }

    private static func dripping(_ status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            body: ResponseBody { writer in
                while true {
                    try await writer.write(ByteBuffer(string: " "))
                    try await Task.sleep(for: .milliseconds(20))
                }
            })
    }

    private func list(_ request: Request) async throws -> Response {
        let act = state.withLock { state in
            state.lookups += 1
            return state.beforeLookup
        }
        do {
            try await act()
        } catch {
            return Self.problem(503, "Exception")
        }
        let status = state.withLock(\.lookupStatus)
        guard status == 200 else { return Self.problem(status, "Error") }
        if state.withLock({ $0.dripsLookups }) { return Self.dripping(.ok) }
        let reference = QueryParameters(request.uri.query).text("reference")
        let items = emails.filter { $0.reference == reference }.map {
            #"{"id":"\#($0.id)","reference":"\#($0.reference)","status":"\#($0.status)"}"#
        }
        return Self.json(.ok, #"{"notifications":[\#(items.joined(separator: ","))],"links":{}}"#)
    }

    private static func problem(_ status: Int, _ error: String) -> Response {
        json(
            HTTPResponse.Status(code: status),
            #"{"status_code":\#(status),"errors":[{"error":"\#(error)","message":"as asked for"}]}"#)
    }

    private static func json(_ status: HTTPResponse.Status, _ text: String) -> Response {
        StoredJSON(text).response(status: status)
    }

    private struct Dropped: Error {}
}

/// Runs the stub on a free port of this machine.
func withNotify<R: Sendable>(_ body: @Sendable (NotifyStub, _ address: String) async throws -> R) async throws -> R {
    let stub = NotifyStub()
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    let app = Application(
        responder: stub.router().buildResponder(),
        configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { listening.yield($0.localAddress?.port ?? 0) },
        logger: TestDatabase.logger)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await app.run() }
        defer { group.cancelAll() }
        guard let port = await ports.first(where: { _ in true }) else { throw NeverHappenedToListen() }
        return try await body(stub, "http://127.0.0.1:\(port)")
    }
}

private struct NeverHappenedToListen: Error {}
