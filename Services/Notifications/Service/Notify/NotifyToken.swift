import Foundation
import JWTKit
import Vocabulary

/// The token of one request. Notify takes it for thirty seconds around its time of issue.
struct NotifyToken: Sendable {
    private let keys = JWTKeyCollection()
    private let key: NotifyKey

    init(_ key: NotifyKey) {
        self.key = key
    }

    func mint(at date: Date) async throws -> String {
        await keys.add(hmac: HMACKey(from: key.secret), digestAlgorithm: .sha256)
        return try await keys.sign(
            Claims(iss: key.serviceID.lowercase, iat: Int(date.timeIntervalSince1970.rounded(.down))))
    }

    private struct Claims: JWTPayload {
        let iss: String
        let iat: Int

        func verify(using algorithm: some JWTAlgorithm) throws {}
    }
}
