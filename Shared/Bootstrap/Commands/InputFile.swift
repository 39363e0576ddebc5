package import Foundation

/// A file that somebody named to a command, to be read.
package enum InputFile {
    /// Where the file is, once it is known to be one that can be read.
    ///
    /// - Throws: ``UnreadableFile``, before anything is begun.
    package static func url(of path: String) throws(UnreadableFile) -> URL {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw UnreadableFile.missing(path)
        }
        guard !isFolder.boolValue else { throw UnreadableFile.folder(path) }
        guard FileManager.default.isReadableFile(atPath: path) else { throw UnreadableFile.forbidden(path) }
        return URL(fileURLWithPath: path)
    }
}
