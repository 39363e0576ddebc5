package import Foundation

/// One record as it was read from a partition.
package struct KafkaRecord: Sendable {
    package let topic: String
    package let partition: Int32
    package let offset: Int64
    /// The broker's or the producer's time, whichever the topic keeps; `nil` if the record carries none.
    package let timestamp: Date?
    package let key: [UInt8]?
    /// The payload; `nil` is a tombstone and differs from an empty payload.
    package let value: [UInt8]?
    /// In the order written, duplicates included. Names that are not UTF-8 are repaired.
    package let headers: [KafkaHeader]

    package init(
        topic: String, partition: Int32, offset: Int64, timestamp: Date? = nil, key: [UInt8]? = nil,
        value: [UInt8]? = nil, headers: [KafkaHeader] = []
    ) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }

    /// Returns the value of the last header of that name; `nil` if there is none or it has no value.
    package func header(_ name: String) -> [UInt8]? {
        headers.last { $0.name == name }?.value
    }

    /// The bytes of key, value and headers together.
    package var byteCount: Int {
        headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.byteCount }
    }
}

/// A named value beside a record's payload.
package struct KafkaHeader: Hashable, Sendable {
    package let name: String
    package let value: [UInt8]?

    package init(name: String, value: [UInt8]?) {
        self.name = name
        self.value = value
    }

    package init(_ name: String, _ text: String) {
        self.init(name: name, value: Array(text.utf8))
    }
}

extension KafkaHeader {
    var byteCount: Int { name.utf8.count + (value?.count ?? 0) }
}

/// A record to be written. Its key chooses the partition, as Java's default partitioner would.
package struct OutgoingRecord: Sendable {
    package let topic: String
    package let key: [UInt8]?
    /// The payload; `nil` writes a tombstone.
    package let value: [UInt8]?
    package let headers: [KafkaHeader]

    package init(topic: String, key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader] = []) {
        self.topic = topic
        self.key = key
        self.value = value
        self.headers = headers
    }
}

/// Where the broker put a record that was sent.
package struct Delivery: Hashable, Sendable {
    package let topic: String
    package let partition: Int32
    package let offset: Int64
}
