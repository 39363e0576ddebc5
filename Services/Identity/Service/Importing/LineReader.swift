import Foundation

/// Reads a file line by line, in chunks, so that memory does not grow with the size of the file.
struct LineReader {
    private let file: FileHandle
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    private static let chunk = 262_144

    init(_ url: URL) throws {
        file = try FileHandle(forReadingFrom: url)
    }

    /// Returns the next line without its line break, or nil at the end of the file.
    mutating func next() throws -> ArraySlice<UInt8>? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return buffer[start..<end]
            }
            searched = buffer.endIndex - start
            guard !isAtEnd else {
                defer { start = buffer.endIndex }
                return start < buffer.endIndex ? buffer[start...] : nil
            }
            buffer.removeSubrange(..<start)
            start = 0
            let more = try file.read(upToCount: Self.chunk) ?? Data()
            if more.isEmpty { isAtEnd = true }
            buffer.append(contentsOf: more)
        }
    }
}
