import Foundation

/// A named place where a test may kill the process, to prove that nothing is lost there.
///
/// The environment variable `FAILPOINT` names the place and is read once; unset, `pass` compares a `nil` and goes on.
package enum Failpoint: String {
    case afterClaimBeforeHandler = "after-claim-before-handler"
    case afterHandlerBeforeCommit = "after-handler-before-commit"
    case afterCommitBeforeOffset = "after-commit-before-offset"
    case relayBeforeSend = "relay-before-send"
    case relayAfterAckBeforeDelete = "relay-after-ack-before-delete"
    /// Another system has done what it was asked for, and nobody here knows.
    case afterForeignAnswerBeforeRecord = "after-foreign-answer-before-record"
    /// A change is kept, and whoever asked for it does not know.
    case afterCommitBeforeAnswer = "after-commit-before-answer"

    private static let armed: Failpoint? = ProcessInfo.processInfo.environment["FAILPOINT"]
        .flatMap(Failpoint.init(rawValue:))

    package static func pass(_ point: Failpoint) {
        guard armed == point else { return }
        // The status of a process that was killed by signal 9: no handler, no flush, no deinit.
        _exit(137)
    }
}
