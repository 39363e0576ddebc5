import Foundation

/// A named place where a test may kill the process, to prove that nothing is lost there.
///
/// The environment variable `FAILPOINT` names the place and is read once. If it is unset, `pass` only compares a `nil`.
package enum Failpoint: String {
    case afterClaimBeforeHandler = "after-claim-before-handler"
    case afterHandlerBeforeCommit = "after-handler-before-commit"
    case afterCommitBeforeOffset = "after-commit-before-offset"
    case relayBeforeSend = "relay-before-send"
    case relayAfterAckBeforeDelete = "relay-after-ack-before-delete"
    /// Another system has done what it was asked for, and this service has not recorded it yet.
    case afterForeignAnswerBeforeRecord = "after-foreign-answer-before-record"
    /// A change is committed, and the caller that asked for it does not know yet.
    case afterCommitBeforeAnswer = "after-commit-before-answer"

    private static let armed: Failpoint? = ProcessInfo.processInfo.environment["FAILPOINT"]
        .flatMap(Failpoint.init(rawValue:))

    package static func pass(_ point: Failpoint) {
        guard armed == point else { return }
        // The exit status of a process that was killed by signal 9. No handler, flush or deinit runs.
        _exit(137)
    }
}
