import Foundation

/// Reads rows of comma-separated values from a file, in pieces, so that memory does not grow with it.
///
/// Fields may be quoted, with quotation marks doubled and line breaks inside. A quotation that runs on for longer than any
/// row can be is given up: what follows its first line is read anew, so that one broken row costs no other.
struct CSVReader {
    struct Row {
        /// Counted from 1, the header included.
        let number: Int
        /// Of a broken row what stands between commas in its line, without quotation marks: enough to say what it may have
        /// been about.
        let fields: [[UInt8]]
        /// The row's quotation never ended, or text followed it.
        let isBroken: Bool
    }

    private let file: FileHandle
    private var buffer: [UInt8] = []
    private var position = 0
    /// Where the row that was read last begins.
    private var start = 0
    private var isAtEnd = false
    private var number = 0

    private static let chunk = 262_144
    private static let longestRow = 65_536
    private static let mayFollowQuotation = [UInt8](",\r\n".utf8)

    /// Whether the file says of itself that it is UTF-8.
    let isMarkedAsUTF8: Bool

    init(_ url: URL) throws {
        file = try FileHandle(forReadingFrom: url)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        buffer = Array(try file.read(upToCount: mark.count) ?? Data())
        isMarkedAsUTF8 = buffer == mark
        if isMarkedAsUTF8 { buffer.removeAll() }
    }

    /// The next row that is not blank; nil at the end of the file.
    mutating func next() throws -> Row? {
        while true {
            try fill()
            guard position < buffer.endIndex else { return nil }
            number += 1
            start = position
            let (fields, end) = Self.row(in: buffer, from: position)
            if let fields, end - position <= Self.longestRow {
                position = end
                if fields.count == 1, fields.first?.isEmpty == true { continue }
                return Row(number: number, fields: fields, isBroken: false)
            }
            skipLine()
            let pieces = buffer[start..<position].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                .map { piece in piece.filter { $0 != UInt8(ascii: "\"") } }
            return Row(number: number, fields: pieces, isBroken: true)
        }
    }

    /// Keeps at least the longest row in the buffer while the file has more.
    private mutating func fill() throws {
        guard !isAtEnd, buffer.endIndex - position < Self.longestRow else { return }
        buffer.removeSubrange(..<position)
        position = 0
        start = 0
        while !isAtEnd, buffer.count < Self.chunk {
            let more = try file.read(upToCount: Self.chunk) ?? Data()
            if more.isEmpty { isAtEnd = true }
            buffer.append(contentsOf: more)
        }
    }

    /// Gives up what the last row holds beyond its first line, and goes on with the line after that.
    mutating func readAgainAfterFirstLine() {
        position = start
        skipLine()
    }

    private mutating func skipLine() {
        let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) ?? buffer.endIndex - 1
        position = end + 1
    }

    /// The fields of the row that begins here and where the next one does; no fields where a quotation does not end, or ends
    /// inside a field: a mark too many would make one row of this and of those that follow.
    private static func row(in bytes: [UInt8], from start: Int) -> ([[UInt8]]?, end: Int) {
        var fields: [[UInt8]] = []
        var field: [UInt8] = []
        var index = start
        var isQuoted = false
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if isQuoted {
                guard byte == UInt8(ascii: "\"") else {
                    field.append(byte)
                    continue
                }
                if index < bytes.endIndex, bytes[index] == byte {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                    guard index == bytes.endIndex || Self.mayFollowQuotation.contains(bytes[index]) else {
                        return (nil, index)
                    }
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\"") where field.isEmpty: isQuoted = true
            case UInt8(ascii: ","):
                fields.append(field)
                field.removeAll(keepingCapacity: true)
            case UInt8(ascii: "\n"):
                return (fields + [field.droppingCarriageReturn], index)
            default: field.append(byte)
            }
        }
        return isQuoted ? (nil, index) : (fields + [field.droppingCarriageReturn], index)
    }
}

extension [UInt8] {
    fileprivate var droppingCarriageReturn: [UInt8] {
        last == UInt8(ascii: "\r") ? Array(dropLast()) : self
    }
}
