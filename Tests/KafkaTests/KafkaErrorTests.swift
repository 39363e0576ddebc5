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

    @Test(arguments: [
        RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR__BAD_COMPRESSION, RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED,
    ])
    func `what cannot be read is damaged in the log only where it is of a partition`(code: rd_kafka_resp_err_t) {
        #expect(KafkaError(code, topic: "t", partition: 0).isDamagedRecord)
        #expect(!KafkaError(code).isDamagedRecord)
        #expect(!KafkaError(RD_KAFKA_RESP_ERR__TRANSPORT, topic: "t", partition: 0).isDamagedRecord)
    }

    @Test(arguments: [
        (RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, true), (RD_KAFKA_RESP_ERR__FENCED, true),
        (RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, false), (RD_KAFKA_RESP_ERR__FATAL, false),
    ])
    func `a member whose name another has taken knows it`(code: rd_kafka_resp_err_t, isFenced: Bool) {
        #expect(KafkaError(code).isFenced == isFenced)
    }

    @Test func `a setting that the library does not take is told from a topic that the broker does not take`() {
        #expect(KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG).isWrongSetting)
        #expect(!KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, topic: "t").isWrongSetting)
        #expect(!KafkaError(RD_KAFKA_RESP_ERR__TRANSPORT).isWrongSetting)
    }
}
