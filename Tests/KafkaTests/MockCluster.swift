import CLibrdkafka

@testable import Kafka

/// librdkafka's broker inside this process, which fails on demand.
///
/// Safe to share: the functions lock the cluster themselves.
final class MockCluster: @unchecked Sendable {
    private let client: ClientHandle
    private let cluster: OpaquePointer

    struct NotMade: Error {}

    init(topic: String, partitions: Int32) throws {
        client = try ClientHandle(
            RD_KAFKA_PRODUCER, .admin(KafkaSettings(bootstrapServers: "", clientID: "mock")))
        guard let cluster = rd_kafka_mock_cluster_new(client.pointer, 1) else { throw NotMade() }
        self.cluster = cluster
        rd_kafka_mock_topic_create(cluster, topic, partitions, 1)
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
    }

    func settings(_ extra: [String: String] = [:]) -> KafkaSettings {
        KafkaSettings(
            bootstrapServers: rd_kafka_mock_cluster_bootstraps(cluster).map { String(cString: $0) } ?? "",
            clientID: "test", extra: extra)
    }

    func takeDown() { rd_kafka_mock_broker_set_down(cluster, 1) }

    func bringUp() { rd_kafka_mock_broker_set_up(cluster, 1) }

    /// The next requests to write are answered with these errors.
    func failWrites(_ errors: [rd_kafka_resp_err_t]) {
        // 0 is the number of the produce request.
        rd_kafka_mock_push_request_errors_array(cluster, 0, errors.count, errors)
    }
}
