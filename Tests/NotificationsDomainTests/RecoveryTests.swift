import Foundation
import NotificationsDomain
import Testing

@Suite("A ledger that was recovered")
struct RecoveryTests {
    @Test(
        arguments: [(nil, false), (noon - 1, false), (noon, false), (noon + 1, true)] as [(Date?, Bool)])
    func `what happened before a recovery counts as read again, since the ledger may have lost its e-mail`(
        recovered: Date?, isReadAgain: Bool
    ) {
        let recovery = Recovery(date: recovered)

        #expect(recovery.seen(live()).isReplay == isReadAgain)
        #expect(recovery.seen(replayed(after: 0)).isReplay)
    }
}
