import Foundation
import JWTKit
import Vocabulary

/// The tokens of requests. Notify accepts each for thirty seconds around its time of issue. That time is in whole
/// seconds, so all requests within one second share a token.
actor NotifyToken {
    private let keys = JWTKeyCollection()
    private let key: NotifyKey
    private var latest: (issuedAt: Int, token: String)?

    init(_ key: NotifyKey) {
        self.key = key
    }

    func mint(at date: Date) async throws -> String {
        let second = Int(date.timeIntervalSince1970.rounded(.down))
        if let latest, latest.issuedAt == second { return latest.token }
        await keys.add(hmac: HMACKey(from: key.secret), digestAlgorithm: .sha256)
        let token = try await keys.sign(Claims(iss: key.serviceID.lowercase, iat: second))
        latest = (second, token)
        return token
    }

    private struct Claims: JWTPayload {
        let iss: String
        let iat: Int

        func verify(using algorithm: some JWTAlgorithm) throws {}
    }
}
