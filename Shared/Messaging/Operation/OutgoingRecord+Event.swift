package import Events
package import Kafka

extension OutgoingRecord {
    /// Creates the record of an event that does not come from an outbox: a question, its answer, a command, or what an
    /// import publishes in the place of an upstream system.
    ///
    /// - Parameter publisher: the bare name of the system that publishes the event.
    /// - Throws: the error of the encoder if the event cannot be encoded.
    package init<E: Event>(_ event: E, _ metadata: EventMetadata, from publisher: String) throws {
        self.init(
            topic: E.topic.name, key: Array(event.key.utf8), value: try EventCoding.encode(event),
            headers: .envelope(
                of: E.type, metadata, source: CloudEventHeaders.source(of: publisher), subject: event.key))
    }
}

extension [KafkaHeader] {
    static func envelope(
        of type: EventType, _ metadata: EventMetadata, source: String, subject: String
    ) -> [KafkaHeader] {
        CloudEventHeaders.encode(type: type, metadata: metadata, source: source, subject: subject)
            .map { KafkaHeader(name: $0.name, value: $0.value) }
    }
}
