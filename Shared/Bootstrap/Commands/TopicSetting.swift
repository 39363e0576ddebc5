import Events

/// A setting that a topic must have on the broker.
struct TopicSetting: Hashable {
    enum Demand: Hashable {
        case exactly(String)
        case atLeast(Int)
    }

    let name: String
    let demand: Demand

    /// The value with which the topic is created.
    var value: String {
        switch demand {
        case .exactly(let value): value
        case .atLeast(let number): String(number)
        }
    }

    func isMet(by found: String) -> Bool {
        switch demand {
        case .exactly(let value): found == value
        case .atLeast(let number): Int(found).map { $0 >= number } ?? false
        }
    }
}

extension TopicSetting: CustomStringConvertible {
    var description: String {
        switch demand {
        case .exactly(let value): value
        case .atLeast(let number): "at least \(number)"
        }
    }
}

extension Topic {
    /// Returns the settings that keep the topic as the catalogue promises.
    ///
    /// - Parameter replication: How many brokers keep the topic.
    func settings(replication: Int) -> [TopicSetting] {
        var settings = [
            // The largest record that one of our producers sends.
            TopicSetting(name: "max.message.bytes", demand: .atLeast(1_048_588)),
            // A publisher with a wrong clock must not shorten what is kept, nor lengthen it.
            TopicSetting(name: "message.timestamp.type", demand: .exactly("LogAppendTime")),
            // Better no leader for a while than one that lacks acknowledged records.
            TopicSetting(name: "unclean.leader.election.enable", demand: .exactly("false")),
        ]
        switch retention {
        case .compacted: settings.append(TopicSetting(name: "cleanup.policy", demand: .exactly("compact")))
        case .time(let duration):
            settings.append(TopicSetting(name: "cleanup.policy", demand: .exactly("delete")))
            settings.append(
                TopicSetting(name: "retention.ms", demand: .exactly("\(duration.components.seconds * 1_000)")))
        }
        if replication >= 3 { settings.append(TopicSetting(name: "min.insync.replicas", demand: .atLeast(2))) }
        return settings.sorted { $0.name < $1.name }
    }
}
