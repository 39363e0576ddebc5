package import Foundation
import Glibc

/// A file that a command writes to the path that its user named.
package struct OutputFile {
    private let path: String
    private let handle: FileHandle

    /// Creates the file, or empties an existing one.
    ///
    /// - Parameters:
    ///   - mustBeNew: Whether to refuse a file that exists already.
    ///   - permissions: The permissions of a new file, less what the process masks.
    /// - Throws: ``UnwritableFile``; nothing was then created or emptied.
    package init(_ path: String, mustBeNew: Bool = false, permissions: UInt32 = 0o644) throws(UnwritableFile) {
        // Opened by its name: a file that Foundation creates would replace a device, a pipe or a link of that name.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (mustBeNew ? O_EXCL : O_TRUNC), permissions)
        guard descriptor >= 0 else {
            let code = errno
            guard code != EEXIST else { throw UnwritableFile.existing(path) }
            throw UnwritableFile.closed(path, reason: String(cString: strerror(code)))
        }
        self.path = path
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// - Throws: ``UnwritableFile`` if not all of it could be written, such as on a full disk.
    package func write(_ data: Data) throws(UnwritableFile) {
        var written = 0
        while written < data.count {
            let count = data.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) -> Int in
                Glibc.write(handle.fileDescriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            }
            let code = errno
            if count > 0 {
                written += count
            } else if count == 0 || code != EINTR {
                throw UnwritableFile.cut(path, reason: String(cString: strerror(code)))
            }
        }
    }

    /// Ends the file. The refusal of a remote disk may show only here.
    package func close() throws(UnwritableFile) {
        do { try handle.close() } catch {
            throw UnwritableFile.cut(path, reason: error.localizedDescription)
        }
    }
}
