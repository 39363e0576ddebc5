import DequeModule
package import Foundation

/// How far the worker of a partition is behind its log.
package struct Backlog: Hashable, Sendable {
    /// Records that are in the log and not completed, as far as the client has heard of the log's end: nil before the first
    /// answer. While a worker stands and its lane is full, nothing more is heard.
    package let records: Int64?
    /// When the first of them was written, once it has been read.
    package let oldest: Date?
}

/// Records that were read and are not completed, in the pieces in which they came.
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
