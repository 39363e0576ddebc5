@preconcurrency import Glibc

/// The output of a command could not be written, such as to a full disk.
struct LostOutput: Error, CustomStringConvertible {
    let reason: String

    /// Writes out what is buffered, because `print` does not report errors.
    ///
    /// A reader that stops reading early, such as `head`, is no error.
    static func check() throws(LostOutput) {
        if fflush(stdout) != 0 {
            let code = errno
            if code != EPIPE { throw LostOutput(reason: String(cString: strerror(code))) }
        } else if ferror(stdout) != 0 {
            throw LostOutput(reason: "a part before its end is missing")
        }
    }

    var description: String {
        """
        The command has done its work, but what it printed could not be written (\(reason)). Make room, and see by a list \
        what it did; what is shown only once, such as a token, has to be made again.
        """
    }
}
