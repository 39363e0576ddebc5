import Foundation

/// Reads a file line by line, in chunks, so that memory does not grow with the size of the file or of a line.
struct LineReader {
    enum Line {
        /// The line without its line break.
        case text(ArraySlice<UInt8>)
        /// A line of more than ``longest`` bytes, which was not kept.
        case tooLong
    }

    static let longest = 65_536

    private let file: FileHandle
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    private static let chunk = 262_144

    init(_ url: URL) throws {
        file = try FileHandle(forReadingFrom: url)
    }

    /// Returns the next line, or nil at the end of the file.
    mutating func next() throws -> Line? {
        var isTooLong = false
        while true {
            if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return line(until: end, isTooLong)
            }
            guard !isAtEnd else {
                defer { start = buffer.endIndex }
                return isTooLong || start < buffer.endIndex ? line(until: buffer.endIndex, isTooLong) : nil
            }
            if buffer.endIndex - start > Self.longest {
                isTooLong = true
                start = buffer.endIndex
            }
            buffer.removeSubrange(..<start)
            start = 0
            let more = try file.read(upToCount: Self.chunk) ?? Data()
            if more.isEmpty { isAtEnd = true }
            buffer.append(contentsOf: more)
        }
    }

    private func line(until end: Int, _ isTooLong: Bool) -> Line {
        isTooLong || end - start > Self.longest ? .tooLong : .text(buffer[start..<end])
    }
}
