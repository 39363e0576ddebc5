package import Events

/// The topics that one subscription reads; its consumer group is `<service>.<subscription>`.
package struct Reading: Sendable {
    package let subscription: String
    package let topics: [Topic]

    package init(_ subscription: String, _ topics: [Topic]) {
        self.subscription = subscription
        self.topics = topics
    }

    package func group(of service: String) -> String {
        "\(service).\(subscription)"
    }
}
