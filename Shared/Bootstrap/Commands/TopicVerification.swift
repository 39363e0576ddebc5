import Events
import Kafka

/// Compares the settings that a broker reports for topics with those of the catalogue. Pure.
struct TopicVerification {
    /// `registration.ect.v1: retention.ms is 604800000 and must be 7776000000`
    private(set) var differences: [String] = []
    /// A remark on each topic that is not wholly verified, by its name.
    private(set) var remarks: [String: String] = [:]

    init(_ topics: [Topic], replication: Int, told: [String: Result<[String: String], KafkaError>]) {
        for topic in topics {
            let prescribed = topic.settings(replication: replication)
            switch told[topic.name] {
            case .success(let settings)?: compare(topic, prescribed, with: settings)
            case .failure(let error)?:
                remarks[topic.name] =
                    error.isUnsupported
                    ? "its settings cannot be verified, as this broker does not tell them"
                    : "its settings cannot be verified (\(error))"
            case nil: remarks[topic.name] = "its settings cannot be verified, as the broker did not tell them"
            }
        }
    }

    private mutating func compare(_ topic: Topic, _ prescribed: [TopicSetting], with told: [String: String]) {
        for setting in prescribed {
            guard let found = told[setting.name], !setting.isMet(by: found) else { continue }
            differences.append("\(topic.name): \(setting.name) is \(found) and must be \(setting)")
        }
        let untold = prescribed.map(\.name).filter { told[$0] == nil }
        guard !untold.isEmpty else { return }
        remarks[topic.name] = "the broker does not tell \(untold.joined(separator: ", "))"
    }

    /// - Throws: ``TopicProblem`` with every difference.
    func requireNoDifference() throws(TopicProblem) {
        guard !differences.isEmpty else { return }
        throw TopicProblem(
            description: """
                Topics do not have the settings that the catalogue prescribes:
                  \(differences.joined(separator: "\n  "))
                Set them with kafka-configs --alter --entity-type topics --entity-name TOPIC --add-config NAME=VALUE, \
                then run topics again.
                """)
    }
}
