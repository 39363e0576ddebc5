/// An error of a service's own that says how a command which it ends exits. Otherwise that is ``ExitStatus/failed``.
package protocol ErrorWithExitStatus: Error {
    var exitStatus: ExitStatus { get }
}
