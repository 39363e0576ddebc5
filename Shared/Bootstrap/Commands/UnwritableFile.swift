/// Why a command could not write a file as it should.
package enum UnwritableFile: Error, Hashable, Sendable {
    case existing(_ path: String)
    case closed(_ path: String, reason: String)
    /// The file was begun.
    case cut(_ path: String, reason: String)
}

extension UnwritableFile: CustomStringConvertible {
    package var description: String {
        switch self {
        case .existing(let path):
            "\(path) exists already and is left as it is. Choose another name, or remove it if nobody needs it."
        case .closed(let path, let reason):
            """
            \(path) cannot be written (\(reason)). Name a file in a folder that exists and in which this user may write.
            """
        case .cut(let path, let reason):
            "\(path) could not be written to its end (\(reason)) and is not complete. Make room, then write it again."
        }
    }
}
