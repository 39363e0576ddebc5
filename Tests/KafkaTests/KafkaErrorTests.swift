import CLibrdkafka
import Testing

@testable import Kafka

@Suite("What an error means")
struct KafkaErrorTests {
    @Test(arguments: [
        (RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, true), (RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, true),
        (RD_KAFKA_RESP_ERR__TIMED_OUT, false), (RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, false),
    ])
    func `a request that the broker does not know is told from one that fails`(
        code: rd_kafka_resp_err_t, isUnsupported: Bool
    ) {
        #expect(KafkaError(code).isUnsupported == isUnsupported)
    }
}
