import Foundation
import Kafka

/// A record as it is stored in `parked`: whole, so that it can be handled again exactly as it arrived.
struct RecordImage: Codable {
    /// The most bytes of a value that are stored. A larger record can be looked at but not handled again.
    static let maximumValue = 1_048_576

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
        key = record.key.map { Data($0.prefix(Self.maximumValue)) }
        value = record.value.map { Data($0.prefix(Self.maximumValue)) }
        headers = record.headers.prefix(100).map {
            Header(name: String($0.name.prefix(1_024)), value: $0.value.map { Data($0.prefix(4_096)) })
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
