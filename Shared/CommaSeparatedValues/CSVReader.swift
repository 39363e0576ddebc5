package import Foundation

/// Reads rows of comma-separated values (RFC 4180) from a file in pieces, so that memory does not grow with the file.
///
/// Fields may be quoted, with quotation marks doubled and line breaks inside. The reader gives up a row in which a
/// quotation never ends or is followed by text, and a row longer than 64 KiB. It continues on the line after the one
/// where the row began, so that one broken row costs no other.
package struct CSVReader {
    package struct Row {
        /// Counted from 1, with the header and blank rows.
        package let number: Int
        /// The line on which the row begins, counted from 1. Differs from the number after a line break inside a field.
        package let line: Int
        /// The fields without their quotation marks. For a broken row, the text between the commas of its first line,
        /// which is enough to report what the row may have been about.
        package let fields: [[UInt8]]
        /// Whether a quotation in the row never ended or was followed by text, or the row is longer than 64 KiB.
        package let isBroken: Bool
    }

    private let file: FileHandle
    private var buffer: [UInt8] = []
    private var position = 0
    /// The position at which the last row that was read begins.
    private var start = 0
    private var isAtEnd = false
    private var number = 0
    private var line = 1
    /// The position up to which lines have been counted.
    private var counted = 0

    private static let chunk = 262_144
    private static let longestRow = 65_536
    private static let mayFollowQuotation = [UInt8](",\r\n".utf8)

    /// Whether the file begins with the byte order mark of UTF-8.
    package let isMarkedAsUTF8: Bool

    /// - Throws: Foundation's error if the file cannot be opened or read.
    package init(_ url: URL) throws {
        file = try FileHandle(forReadingFrom: url)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        buffer = Array(try file.read(upToCount: mark.count) ?? Data())
        isMarkedAsUTF8 = buffer == mark
        if isMarkedAsUTF8 { buffer.removeAll() }
    }

    /// Returns the next row that is not blank; `nil` at the end of the file.
    ///
    /// - Throws: Foundation's error if the file cannot be read.
    package mutating func next() throws -> Row? {
        while true {
            try fill()
            guard position < buffer.endIndex else { return nil }
            number += 1
            start = position
            line += Self.lineBreaks(in: buffer[counted..<start])
            counted = start
            let (fields, end) = Self.row(in: buffer, from: position)
            if let fields, end - position <= Self.longestRow {
                position = end
                if fields.count == 1, fields.first?.isEmpty == true { continue }
                return Row(number: number, line: line, fields: fields, isBroken: false)
            }
            let pieces = buffer[start..<endOfLine()]
                .split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                .map { piece in piece.filter { $0 != UInt8(ascii: "\"") } }
            try skipLine()
            return Row(number: number, line: line, fields: pieces, isBroken: true)
        }
    }

    /// Keeps at least the longest row in the buffer while the file has more.
    private mutating func fill() throws {
        guard !isAtEnd, buffer.endIndex - position <= Self.longestRow else { return }
        line += Self.lineBreaks(in: buffer[counted..<position])
        buffer.removeSubrange(..<position)
        position = 0
        start = 0
        counted = 0
        while !isAtEnd, buffer.count < Self.chunk {
            let more = try file.read(upToCount: Self.chunk) ?? Data()
            if more.isEmpty { isAtEnd = true }
            buffer.append(contentsOf: more)
        }
    }

    /// Gives up the last row except for its first line, and continues with the line after that.
    package mutating func readAgainAfterFirstLine() {
        position = start
        position = endOfLine()
    }

    private static func lineBreaks(in bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    }

    /// Goes to the next line, however long this one is.
    private mutating func skipLine() throws {
        position = endOfLine()
        while !isAtEnd, buffer[..<position].last != UInt8(ascii: "\n") {
            try fill()
            position = endOfLine()
        }
    }

    /// The index after the next line break, or the end of the buffer if it holds none.
    private func endOfLine() -> Int {
        buffer[position...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? buffer.endIndex
    }

    /// Returns the fields of the row that begins at `start`, and the position of the next row.
    ///
    /// Returns no fields if a quotation does not end, or ends inside a field: one mark too many would otherwise join
    /// this row with those that follow.
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
