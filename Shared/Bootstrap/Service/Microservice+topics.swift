package import Events

extension Microservice {
    /// Every topic that the service publishes to or reads, in the order of names.
    package static var topics: [Topic] {
        Set(publishes + reads.flatMap(\.topics) + listensTo).sorted { $0.name < $1.name }
    }
}
