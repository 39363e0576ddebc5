import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import NotificationsDomain
import Postgres
import Vocabulary
import Web

/// `POST /notify/receipts`: GOV.UK Notify reports what happened to an e-mail.
///
/// Notify repeats a receipt only after 429 and 5xx. A receipt that may be recorded later is therefore answered with
/// 503, and one whose reference means nothing here with success.
package struct ReceiptsEndpoint: Sendable {
    private let desk: ReceiptDesk
    /// Nil if no receipt can be trusted.
    private let token: SHA256Digest?

    init(recordingAt desk: ReceiptDesk, token: String?) {
        self.desk = desk
        self.token = token.map { SHA256.hash(data: Data($0.utf8)) }
    }

    func callAsFunction(_ request: Request, _ context: WebRequestContext) async throws -> Response {
        guard isAuthorised(request) else {
            Counter(label: "auth_events_total", dimensions: [("kind", "receipt-refused")]).increment()
            throw Problem(
                .unauthorized, error: "The bearer token is missing or wrong.", headers: [.wwwAuthenticate: "Bearer"])
        }
        let body = try await request.wholeBody(limit: 64 * 1_024, problems: .plain)
        guard let receipt = decode(Data(body.readableBytesView)) else {
            throw Problem(.badRequest, error: "The body is not a delivery receipt.")
        }
        guard let reference = receipt.reference.flatMap(EmailReference.init(parsing:)) else { return done }
        do {
            try await desk.record(
                Receipt(
                    reference: reference, notifyID: receipt.id, status: DeliveryStatus(notifyStatus: receipt.status)))
        } catch let error as PostgresError {
            context.logger.warning(
                "A receipt has to wait.", metadata: ["reference": "\(reference)", "error": "\(error)"])
            throw Problem(.serviceUnavailable, error: "Try again later.", headers: [.retryAfter: "60"])
        }
        return done
    }

    private var done: Response { Response(status: .noContent) }

    /// Returns whether a header can carry the token.
    package static func canBeSent(token: String) -> Bool {
        AuthorizationToken.parse("Bearer \(token)") == token
    }

    // Digests are compared in constant time, and their length reveals nothing.
    private func isAuthorised(_ request: Request) -> Bool {
        guard let token, let given = AuthorizationToken.parse(request.headers[.authorization]) else { return false }
        return SHA256.hash(data: Data(given.utf8)) == token
    }

    private func decode(_ body: Data) -> NotificationStatus? {
        do {
            return try JSONDecoder().decode(NotificationStatus.self, from: body)
        } catch {
            return nil
        }
    }
}
