import CLibrdkafka

extension ClientHandle {
    /// Makes one request of the admin API and reads its answer.
    ///
    /// - Parameters:
    ///   - request: Sends the request with the given options; the answer goes to the given queue.
    ///   - read: Reads an answer that is not an error as a whole.
    func ask<Answer>(
        _ operation: rd_kafka_admin_op_t, within milliseconds: Int32,
        _ request: (_ options: OpaquePointer?, _ answers: OpaquePointer) -> Void,
        reading read: (OpaquePointer) throws(KafkaError) -> Answer
    ) throws(KafkaError) -> Answer {
        let options = rd_kafka_AdminOptions_new(pointer, operation)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var text = [CChar](repeating: 0, count: 256)
        rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, &text, text.count)
        guard let answers = QueueHandle.answers(of: self) else { throw KafkaError(RD_KAFKA_RESP_ERR__FAIL) }
        request(options, answers.pointer)
        // The request times out by itself; the extra second leaves time to receive that answer.
        let result = answers.withEvent(within: milliseconds + 1000) { event in
            Result { () throws(KafkaError) in
                let code = rd_kafka_event_error(event)
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                    throw KafkaError(code, message: rd_kafka_event_error_string(event).map { String(cString: $0) })
                }
                return try read(event)
            }
        }
        guard let result else { throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT) }
        return try result.get()
    }
}
