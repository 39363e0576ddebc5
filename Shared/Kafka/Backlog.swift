import DequeModule
package import Foundation

/// How far the worker of a partition is behind its log.
package struct Backlog: Hashable, Sendable {
    /// The number of records in the log that are not completed, up to the end of the log as the last fetch reported it.
    /// `nil` before the first answer to a fetch. While the worker is blocked and its lane is full, the client learns of
    /// no new end.
    package let records: Int64?
    /// When the first of these records was written; `nil` until that record has been read.
    package let oldest: Date?
}

/// The records that were read but not completed, grouped as they arrived.
struct UncompletedRecords {
    private struct Piece {
        let first: Int64
        let last: Int64
        let writtenAt: Date?
    }

    private var pieces = Deque<Piece>()

    mutating func append(_ records: [KafkaRecord]) {
        guard let first = records.first, let last = records.last else { return }
        pieces.append(Piece(first: first.offset, last: last.offset, writtenAt: first.timestamp))
    }

    mutating func complete(before offset: Int64) {
        while let piece = pieces.first, piece.last < offset { pieces.removeFirst() }
    }

    var first: (offset: Int64, writtenAt: Date?)? { pieces.first.map { ($0.first, $0.writtenAt) } }
}
