package import Foundation
import Vocabulary

extension CloudEventHeaders {
    /// Reads the headers of a record, which any system may have written.
    ///
    /// Unknown headers are skipped. If several headers have one name, the last one counts, as in Kafka's own clients.
    ///
    /// - Parameter timestamp: when Kafka accepted the record, used for an event without a time.
    package static func decode(
        _ headers: [Header],
        timestamp: Date? = nil
    ) throws(EnvelopeProblem) -> (type: EventType, metadata: EventMetadata) {
        let read = Reading(headers)
        try read.requireJSON()
        guard try read.text(Name.specVersion) == "1.0" else { throw read.problem(Name.specVersion, .malformed) }
        let type = try read.text(Name.type)
        guard !type.isEmpty else { throw read.problem(Name.type, .malformed) }
        guard let id = UUID(written: try read.text(Name.id)) else { throw read.problem(Name.id, .malformed) }
        let metadata = EventMetadata(
            id: id,
            time: try read.time(orElse: timestamp),
            sequence: try read.sequence(),
            correlationID: try read.uuid(Name.correlationID),
            causationID: try read.uuid(Name.causationID),
            // A broken trace must not stop an event.
            traceparent: try? read.optionalText(Name.traceparent),
            isReplay: (try? read.optionalText(Name.replay)) == "1")
        return (EventType(rawValue: type), metadata)
    }
}

/// The headers of one record while they are being decoded.
private struct Reading {
    private let headers: [CloudEventHeaders.Header]

    init(_ headers: [CloudEventHeaders.Header]) {
        self.headers = headers
    }

    func problem(_ name: String, _ cause: EnvelopeProblem.Cause) -> EnvelopeProblem {
        EnvelopeProblem(header: name, cause: cause)
    }

    func optionalText(_ name: String) throws(EnvelopeProblem) -> String? {
        guard let value = headers.last(where: { $0.name == name })?.value else { return nil }
        guard value.count <= CloudEventHeaders.maximumLength else { throw problem(name, .tooLong) }
        // Printable ASCII, which nearly all headers are, needs no other check.
        if value.allSatisfy({ 0x20..<0x7F ~= $0 }) { return String(decoding: value, as: UTF8.self) }
        guard let text = String(validating: value, as: UTF8.self), !text.unicodeScalars.contains(where: isControl)
        else { throw problem(name, .notText) }
        return text
    }

    func text(_ name: String) throws(EnvelopeProblem) -> String {
        guard let text = try optionalText(name) else { throw problem(name, .missing) }
        return text
    }

    func uuid(_ name: String) throws(EnvelopeProblem) -> UUID? {
        guard let text = try optionalText(name) else { return nil }
        guard let uuid = UUID(written: text) else { throw problem(name, .malformed) }
        return uuid
    }

    func time(orElse timestamp: Date?) throws(EnvelopeProblem) -> Date {
        let name = CloudEventHeaders.Name.time
        guard let text = try optionalText(name) else {
            guard let timestamp else { throw problem(name, .missing) }
            return timestamp
        }
        guard let instant = Instant(rfc3339: text) else { throw problem(name, .malformed) }
        return instant.date
    }

    func sequence() throws(EnvelopeProblem) -> Int64? {
        let name = CloudEventHeaders.Name.sequence
        guard let text = try optionalText(name) else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let sequence = Int64(text) else {
            throw problem(name, .malformed)
        }
        return sequence
    }

    func requireJSON() throws(EnvelopeProblem) {
        let name = CloudEventHeaders.Name.contentType
        guard let written = try optionalText(name), written != "application/json" else { return }
        let text = written.lowercased()
        guard !text.hasPrefix("application/cloudevents") else { throw problem(name, .structured) }
        let mediaType = text.prefix { $0 != ";" && $0 != " " }
        guard mediaType == "application/json" || mediaType.hasSuffix("+json") else { throw problem(name, .notJSON) }
    }

    private func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value
    }
}
