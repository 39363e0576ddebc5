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
        func add(_ name: String, _ text: String?) {
            guard let text else { return }
            headers.append((name, Array(text.utf8)))
        }
        add(Name.contentType, "application/json")
        add(Name.specVersion, "1.0")
        add(Name.id, metadata.id.lowercase)
        add(Name.type, type.rawValue)
        add(Name.source, source)
        add(Name.time, Instant(metadata.time).rfc3339)
        add(Name.subject, subject)
        add(Name.partitionKey, subject)
        add(Name.sequence, metadata.sequence.map(zeroPadded))
        add(Name.correlationID, metadata.correlationID?.lowercase)
        add(Name.causationID, metadata.causationID?.lowercase)
        add(Name.traceparent, metadata.traceparent)
        add(Name.replay, metadata.isReplay ? "1" : nil)
        return headers
    }

    /// CloudEvents compares sequences as text, so all sequences have one width.
    private static func zeroPadded(_ sequence: Int64) -> String {
        let digits = String(max(sequence, 0))
        return String(repeating: "0", count: 20 - digits.count) + digits
    }
}
