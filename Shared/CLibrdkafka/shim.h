#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

// Swift does not import variadic functions. The payload is copied; `headers` are owned by the client on success only.
static inline rd_kafka_resp_err_t rect_produce(rd_kafka_t *client, const char *topic, const void *key, size_t key_size,
                                               const void *value, size_t value_size, rd_kafka_headers_t *headers,
                                               void *opaque) {
    return rd_kafka_producev(client, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_KEY(key, key_size),
                             RD_KAFKA_V_VALUE((void *)value, value_size), RD_KAFKA_V_HEADERS(headers),
                             RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
}
