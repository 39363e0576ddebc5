/// A service's own error that chooses the exit code of a command that it ends. Any other error of the service exits
/// with ``ExitStatus/failed``, or in `serve` with ``ExitStatus/software``.
package protocol ErrorWithExitStatus: Error {
    var exitStatus: ExitStatus { get }
}
