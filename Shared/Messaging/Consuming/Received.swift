package import Events

/// An event as a handler sees it.
package struct Received<E: Event>: Sendable {
    package let event: E
    package let metadata: EventMetadata
    /// The key of the record, which orders it among others.
    package let key: String
    /// The JSON as it arrived, for handlers that compare bodies.
    package let body: [UInt8]

    package init(event: E, metadata: EventMetadata, key: String, body: [UInt8]) {
        self.event = event
        self.metadata = metadata
        self.key = key
        self.body = body
    }
}
