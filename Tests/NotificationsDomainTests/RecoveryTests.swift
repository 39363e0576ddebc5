import Foundation
import NotificationsDomain
import Testing

@Suite("A ledger that was recovered")
struct RecoveryTests {
    private static let noon = Date(timeIntervalSince1970: 1_788_264_000)

    @Test(
        arguments: [(nil, false), (noon - 1, false), (noon, false), (noon + 1, true)] as [(Date?, Bool)])
    func `what happened before a recovery may have led to an e-mail that the ledger lost`(
        recovered: Date?, mayHaveSeen: Bool
    ) {
        #expect(Recovery(date: recovered).mayHaveSeen(Self.noon) == mayHaveSeen)
    }
}
