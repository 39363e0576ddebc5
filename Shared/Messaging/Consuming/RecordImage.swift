import Foundation
import Kafka

/// A record as it is stored in `parked`: whole, so that it can be handled again exactly as it arrived.
struct RecordImage: Codable {
    /// Whether a record is small enough to be stored whole: at most 2 MiB with its key and headers. A larger one can be
    /// looked at but not handled again.
    static func holds(_ record: KafkaRecord) -> Bool { record.byteCount <= maximumSize }

    private static let maximumSize = 2_097_152
    private static let maximumPartOfLarger = 1_048_576

    private struct Header: Codable {
        let name: String
        let value: Data?
    }

    private let topic: String
    private let partition: Int32
    private let offset: Int64
    private let timestamp: Date?
    private let key: Data?
    private let value: Data?
    private let headers: [Header]

    init(_ record: KafkaRecord) {
        topic = record.topic
        partition = record.partition
        offset = record.offset
        timestamp = record.timestamp
        let isWhole = Self.holds(record)
        func kept(_ bytes: [UInt8]?, _ most: Int) -> Data? { bytes.map { Data(isWhole ? $0[...] : $0.prefix(most)) } }
        key = kept(record.key, Self.maximumPartOfLarger)
        value = kept(record.value, Self.maximumPartOfLarger)
        headers = (isWhole ? record.headers[...] : record.headers.prefix(100)).map {
            Header(name: isWhole ? $0.name : String($0.name.prefix(1_024)), value: kept($0.value, 4_096))
        }
    }

    init(decoding bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(RecordImage.self, from: Data(bytes))
    }

    func encoded() throws -> [UInt8] {
        Array(try JSONEncoder().encode(self))
    }

    var record: KafkaRecord {
        KafkaRecord(
            topic: topic, partition: partition, offset: offset, timestamp: timestamp, key: key.map(Array.init),
            value: value.map(Array.init),
            headers: headers.map { KafkaHeader(name: $0.name, value: $0.value.map(Array.init)) })
    }
}
