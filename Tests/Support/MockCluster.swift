package import CLibrdkafka
package import Kafka

/// librdkafka's mock broker inside this process, which fails on demand.
///
/// Safe to share: the functions lock the cluster themselves.
package final class MockCluster: @unchecked Sendable {
    private let client: OpaquePointer
    private let cluster: OpaquePointer

    package struct NotMade: Error {}

    package init(topic: String, partitions: Int32) throws {
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), nil, 0) else { throw NotMade() }
        guard let cluster = rd_kafka_mock_cluster_new(client, 1) else {
            rd_kafka_destroy(client)
            throw NotMade()
        }
        self.client = client
        self.cluster = cluster
        rd_kafka_mock_topic_create(cluster, topic, partitions, 1)
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(client)
    }

    package var bootstrapServers: String {
        rd_kafka_mock_cluster_bootstraps(cluster).map { String(cString: $0) } ?? ""
    }

    package func settings(_ extra: [String: String] = [:]) -> KafkaSettings {
        KafkaSettings(bootstrapServers: bootstrapServers, clientID: "test", extra: extra)
    }

    package func takeDown() { rd_kafka_mock_broker_set_down(cluster, 1) }

    package func bringUp() { rd_kafka_mock_broker_set_up(cluster, 1) }

    /// Makes a topic refuse all writes, until it is permitted.
    package func forbid(_ topic: String) {
        rd_kafka_mock_topic_set_error(cluster, topic, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
    }

    package func permit(_ topic: String) {
        rd_kafka_mock_topic_set_error(cluster, topic, RD_KAFKA_RESP_ERR_NO_ERROR)
    }

    /// Takes the leader away from partition 0 of a topic, or gives it back: writes to it are neither taken nor refused.
    package func silence(_ topic: String, _ isSilent: Bool = true) {
        rd_kafka_mock_partition_set_leader(cluster, topic, 0, isSilent ? -1 : 1)
    }

    package func addTopic(_ topic: String, partitions: Int32) {
        rd_kafka_mock_topic_create(cluster, topic, partitions, 1)
    }

    /// Answers the next write requests with these errors.
    package func failWrites(_ errors: [rd_kafka_resp_err_t]) {
        // 0 is the number of the produce request.
        rd_kafka_mock_push_request_errors_array(cluster, 0, errors.count, errors)
    }

    /// Answers the next write requests like a broker whose own limit for batches is lower than the client's.
    package func refuseBatchesAsTooLarge(_ count: Int) {
        failWrites(Array(repeating: RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, count: count))
    }
}
