import CLibrdkafka
import Foundation

/// Turns librdkafka's messages into records: copies each payload once and shares the names of headers between records.
///
/// For the client's thread only.
struct RecordReader {
    private var names: [(bytes: [CChar], text: String)] = []

    mutating func record(
        from message: UnsafeMutablePointer<rd_kafka_message_t>, topic: String
    ) -> KafkaRecord {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let milliseconds = rd_kafka_message_timestamp(message, &kind)
        let hasTime = kind != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && milliseconds >= 0
        return KafkaRecord(
            topic: topic, partition: message.pointee.partition, offset: message.pointee.offset,
            timestamp: hasTime ? Date(timeIntervalSince1970: Double(milliseconds) / 1000) : nil,
            key: Self.bytes(message.pointee.key, message.pointee.key_len),
            value: Self.bytes(message.pointee.payload, message.pointee.len),
            headers: headers(of: message))
    }

    private mutating func headers(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> [KafkaHeader] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
        let count = rd_kafka_header_cnt(list)
        var headers: [KafkaHeader] = []
        headers.reserveCapacity(count)
        for index in 0..<count {
            var name: UnsafePointer<CChar>?
            var value: UnsafeRawPointer?
            var size = 0
            let code = rd_kafka_header_get_all(list, index, &name, &value, &size)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let name else { break }
            headers.append(KafkaHeader(name: text(name, at: index), value: Self.bytes(value, size)))
        }
        return headers
    }

    /// Records of a topic carry the same headers in the same order, so the name at a position seldom changes.
    private mutating func text(_ name: UnsafePointer<CChar>, at index: Int) -> String {
        if names.indices.contains(index), strcmp(names[index].bytes, name) == 0 { return names[index].text }
        // Repairs what is not UTF-8.
        let text = String(cString: name)
        let known = (bytes: Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1)), text: text)
        if names.indices.contains(index) {
            names[index] = known
        } else if index == names.count, index < 64 {
            names.append(known)
        }
        return text
    }

    private static func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
        start.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: count)) }
    }
}
