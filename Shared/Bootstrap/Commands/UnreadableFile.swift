/// Why a command cannot read the file that its user named.
package enum UnreadableFile: Error, Hashable, Sendable {
    case missing(_ path: String)
    case folder(_ path: String)
    case forbidden(_ path: String)
}

extension UnreadableFile: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let path): "There is no file \(path). Check its name and the folder that you are in."
        case .folder(let path): "\(path) is a folder. Name the file in it."
        case .forbidden(let path): "\(path) may not be read by this user. Give the user the right to, or name a copy."
        }
    }
}
