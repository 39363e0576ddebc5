import Foundation

/// A named place where a test may kill the process, to prove that nothing is lost there.
///
/// The environment variable `FAILPOINT` names the place and is read once; unset, `pass` compares a `nil` and goes on.
enum Failpoint: String {
    case afterClaimBeforeHandler = "after-claim-before-handler"
    case afterHandlerBeforeCommit = "after-handler-before-commit"
    case afterCommitBeforeOffset = "after-commit-before-offset"
    case relayBeforeSend = "relay-before-send"
    case relayAfterAckBeforeDelete = "relay-after-ack-before-delete"

    private static let armed: Failpoint? = ProcessInfo.processInfo.environment["FAILPOINT"]
        .flatMap(Failpoint.init(rawValue:))

    static func pass(_ point: Failpoint) {
        guard armed == point else { return }
        // The status of a process that was killed by signal 9: no handler, no flush, no deinit.
        _exit(137)
    }
}
