import Foundation
import Vocabulary

/// CloudEvents 1.0 in Kafka's binary mode: attributes in headers, data in the value.
package enum CloudEventHeaders {
    /// A header of a record.
    ///
    /// A null header and an absent one mean the same.
    package typealias Header = (name: String, value: [UInt8]?)

    /// The longest header value that is read, in bytes.
    package static let maximumLength = 1_024

    package enum Name {
        package static let contentType = "content-type"
        package static let specVersion = "ce_specversion"
        package static let id = "ce_id"
        package static let type = "ce_type"
        package static let source = "ce_source"
        package static let time = "ce_time"
        package static let subject = "ce_subject"
        package static let sequence = "ce_sequence"
        package static let correlationID = "ce_correlationid"
        package static let causationID = "ce_causationid"
        package static let partitionKey = "ce_partitionkey"
        package static let traceparent = "traceparent"
        package static let replay = "replay"
    }

    /// Returns the source of every event that one of our services publishes.
    package static func source(of service: String) -> String {
        "urn:register-early-career-teachers:\(service)"
    }

    /// Returns the headers of one event.
    ///
    /// The subject is the record's key.
    package static func encode(
        type: EventType,
        metadata: EventMetadata,
        source: String,
        subject: String
    ) -> [(name: String, value: [UInt8])] {
        var headers: [(name: String, value: [UInt8])] = []
        headers.reserveCapacity(13)
        func add(_ name: String, _ value: [UInt8]?) {
            guard let value else { return }
            headers.append((name, value))
        }
        let key = Array(subject.utf8)
        add(Name.contentType, json)
        add(Name.specVersion, version)
        add(Name.id, metadata.id.lowercaseUTF8)
        add(Name.type, Array(type.rawValue.utf8))
        add(Name.source, Array(source.utf8))
        add(Name.time, Instant(metadata.time).rfc3339UTF8)
        add(Name.subject, key)
        add(Name.partitionKey, key)
        add(Name.sequence, metadata.sequence.map(zeroPadded))
        add(Name.correlationID, metadata.correlationID?.lowercaseUTF8)
        add(Name.causationID, metadata.causationID?.lowercaseUTF8)
        add(Name.traceparent, metadata.traceparent.map { Array($0.utf8) })
        add(Name.replay, metadata.isReplay ? yes : nil)
        return headers
    }

    private static let json = Array("application/json".utf8)
    private static let version = Array("1.0".utf8)
    private static let yes = Array("1".utf8)

    /// CloudEvents compares sequences as text, so all sequences have one width.
    private static func zeroPadded(_ sequence: Int64) -> [UInt8] {
        var text = [UInt8](repeating: UInt8(ascii: "0"), count: 20)
        var (rest, position) = (max(sequence, 0), text.endIndex)
        while rest > 0 {
            position -= 1
            text[position] += UInt8(rest % 10)
            rest /= 10
        }
        return text
    }
}
