package import AsyncHTTPClient
package import Foundation
import Metrics
import NIOCore
import NIOHTTP1
package import NotificationsDomain
package import Vocabulary

/// A client of GOV.UK Notify over HTTP.
///
/// Its methods do not throw. A missing answer is an outcome as well, and the kind of outcome decides whether an e-mail
/// may be sent again.
package struct NotifyClient: Sendable {
    private let address: String
    private let token: NotifyToken
    private let templateID: UUID
    private let http: HTTPClient
    private let now: @Sendable () -> Date
    private let timeout: TimeAmount

    /// - Parameter address: The address of Notify, without a slash at its end.
    package init(
        address: String, key: NotifyKey, templateID: UUID, http: HTTPClient,
        timeout: Duration = .seconds(10), now: @escaping @Sendable () -> Date
    ) {
        self.address = address
        self.token = NotifyToken(key)
        self.templateID = templateID
        self.http = http
        self.timeout = TimeAmount(timeout)
        self.now = now
    }

    /// Returns an HTTP client with the configuration that this client needs.
    package static func transport() -> HTTPClient {
        HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration())
    }

    /// Returns a configuration in which the HTTP client never repeats a request by itself, because an e-mail may be
    /// requested only once.
    static func configuration() -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(3), read: .seconds(10)))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.idleTimeout = .seconds(30)
        // A request that waits for a connection uses up its time, and if it then times out, its outcome is unknown.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = SendingLimits().requestsAtOnce
        return configuration
    }

    /// Requests an e-mail, once.
    package func send(
        _ letter: Letter, to emailAddress: Personal<String>, reference: EmailReference
    ) async -> SendingOutcome {
        let body = EmailRequest(letter, to: emailAddress, templateID: templateID, reference: reference)
        do {
            var request = try await request(.POST, "/v2/notifications/email")
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(body)))
            let (status, content) = try await answer(to: request)
            return SendingOutcome(
                status: status, error: decoded(NotifyErrors.self, content)?.errors.first?.error,
                notifyID: decoded(EmailAnswer.self, content)?.id)
        } catch {
            return ConnectionProblem(beforeTheRequest: error).map(SendingOutcome.unreachable) ?? .uncertain
        }
    }

    /// Looks for an e-mail by its reference.
    package func find(reference: EmailReference) async -> LookupOutcome {
        do {
            let request = try await request(
                .GET, "/v2/notifications?template_type=email&reference=\(reference.description)")
            let (status, content) = try await answer(to: request)
            guard status == 200 else {
                return .unavailable(SendingOutcome(status: status, error: nil, notifyID: nil))
            }
            guard let list = decoded(NotificationList.self, content) else {
                return .unavailable(.misconfigured(status: status))
            }
            // If there are several, the one that arrived counts, otherwise the newest.
            let known = list.notifications.filter { $0.reference == reference.description }
            let arrived = known.first { DeliveryStatus(notifyStatus: $0.status) == .delivered }
            guard let found = arrived ?? known.first else { return .absent }
            return .found(notifyID: found.id, DeliveryStatus(notifyStatus: found.status))
        } catch {
            return .unavailable(
                ConnectionProblem(beforeTheRequest: error).map(SendingOutcome.unreachable) ?? .uncertain)
        }
    }

    private func request(_ method: HTTPMethod, _ path: String) async throws -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address + path)
        request.method = method
        request.headers.add(name: "authorization", value: "Bearer \(try await token.mint(at: now()))")
        request.headers.add(name: "accept", value: "application/json")
        request.headers.add(name: "user-agent", value: "register-early-career-teachers")
        return request
    }

    private func answer(to request: HTTPClientRequest) async throws -> (status: Int, content: ByteBuffer) {
        let deadline = NIODeadline.now() + timeout
        let began = ContinuousClock.now
        do {
            let response = try await http.execute(request, deadline: deadline)
            let content = try await before(deadline) { try await response.body.collect(upTo: 4 * 1_024 * 1_024) }
            measure(request, status: "\(response.status.code)", since: began)
            return (Int(response.status.code), content)
        } catch {
            measure(request, status: "none", since: began)
            throw error
        }
    }

    private func measure(_ request: HTTPClientRequest, status: String, since began: ContinuousClock.Instant) {
        Timer(
            label: "http_client_request_duration_seconds",
            dimensions: [("server", "notify"), ("method", request.method.rawValue), ("status_code", status)]
        ).record(duration: began.duration(to: .now))
    }

    /// Reads a body before the deadline. The HTTP client stops watching the deadline once the answer begins, and a body
    /// may take for ever.
    private func before<R: Sendable>(
        _ deadline: NIODeadline, _ read: @Sendable @escaping () async throws -> R
    ) async throws -> R {
        try await withThrowingTaskGroup(of: R.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await read() }
            group.addTask {
                try await Task.sleep(for: .nanoseconds(max(0, (deadline - .now()).nanoseconds)))
                throw HTTPClientError.deadlineExceeded
            }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private func decoded<Body: Decodable>(_: Body.Type, _ content: ByteBuffer) -> Body? {
        do {
            return try JSONDecoder().decode(Body.self, from: Data(content.readableBytesView))
        } catch {
            // Gateways answer with pages of their own; the status is enough.
            return nil
        }
    }
}
