package import Foundation

/// An input file that the user of a command named.
package enum InputFile {
    /// Returns the URL of the file, once it is known that the file can be read.
    ///
    /// - Throws: ``UnreadableFile``, which ends a command with ``ExitStatus/data``. Call it before anything is published
    ///   or written.
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
