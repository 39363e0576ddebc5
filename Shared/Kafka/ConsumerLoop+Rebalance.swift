import CLibrdkafka
import Dispatch
import Logging

// Called on the client's thread only, like everything that changes `held`.
extension ConsumerLoop {
    func rebalance(_ event: OpaquePointer) {
        guard let list = rd_kafka_event_topic_partition_list(event) else { return }
        let places = UnsafePointer(list).places
        switch rd_kafka_event_error(event) {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
            let lanes = places.compactMap(hold)
            if lanes.count < places.count { failure = failure ?? KafkaError(RD_KAFKA_RESP_ERR__FAIL) }
            guard answer(list, isGain: true), failure == nil else {
                // The group counts these partitions as ours, but no worker would process them.
                revoke(places, isLost: true)
                return
            }
            // A member is notified of every generation, even of one that gives it nothing new.
            guard !places.isEmpty else { return }
            lanes.forEach { gains.yield(Assignment($0)) }
            metrics.count(.gained)
            logger.info("partitions gained", metadata: ["kafka.partitions": "\(Self.names(places))"])
        default:
            let isLost = rd_kafka_assignment_lost(client.pointer) != 0
            revoke(places, isLost: isLost)
            answer(list, isGain: false)
            metrics.count(isLost ? .lost : .givenUp)
            logger.info(
                isLost ? "partitions lost" : "partitions given up",
                metadata: ["kafka.partitions": "\(Self.names(places))"])
        }
    }

    /// Separates a partition's records from those of all others.
    private func hold(_ place: TopicPartition) -> PartitionLane? {
        // If the library assigns a partition twice, the first worker must not continue beside the second.
        revoke([place], isLost: true)
        guard let queue = QueueHandle.partition(place, of: client, ringing: bell) else { return nil }
        let lane = PartitionLane(place, client: client, limits: limits, bell: bell, logger: logger)
        held[place] = Holding(queue: queue, lane: lane)
        return lane
    }

    /// Answers a rebalance and returns whether the library accepted the answer. A consumer whose gain is refused ends
    /// with that error, unless it is stopping anyway.
    @discardableResult
    private func answer(_ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>, isGain: Bool) -> Bool {
        defer { answeredRebalanceAt = .now }
        var error: KafkaError?
        if rd_kafka_rebalance_protocol(client.pointer).map({ String(cString: $0) }) == "COOPERATIVE" {
            let result =
                isGain
                ? rd_kafka_incremental_assign(client.pointer, list)
                : rd_kafka_incremental_unassign(client.pointer, list)
            error = result.map { KafkaError(taking: $0) }
        } else {
            let code = rd_kafka_assign(client.pointer, isGain ? list : nil)
            if code != RD_KAFKA_RESP_ERR_NO_ERROR { error = KafkaError(code) }
        }
        guard let error else { return true }
        logger.error("rebalance not answered", metadata: ["error": "\(error)"])
        if error.isFatal || (isGain && !isStopped) { failure = failure ?? error }
        return false
    }

    /// Ends the assignments, waits until their workers have left, and commits what the workers completed.
    ///
    /// Blocks this thread, so nothing else moves meanwhile. The group waits for this member for up to
    /// `max.poll.interval.ms`.
    func revoke(_ places: [TopicPartition], isLost: Bool) {
        let holdings = places.compactMap { held.removeValue(forKey: $0) }
        guard !holdings.isEmpty else { return }
        let departure = DispatchSemaphore(value: 0)
        let deadline = DispatchTime.now() + .milliseconds(limits.revocationTimeout.wholeMilliseconds)
        // Ends all of them before waiting for the first, so that they finish in parallel.
        let busy = holdings.count { $0.lane.end(signalling: departure) }
        for left in stride(from: busy, to: 0, by: -1) where departure.wait(timeout: deadline) == .timedOut {
            logger.warning(
                "workers still at work on partitions that have moved away", metadata: ["count": "\(left)"])
            break
        }
        holdings.forEach { $0.lane.release() }
        if !isLost { commit() }
    }

    /// Commits every stored offset and waits up to five seconds for the answer.
    private func commit() {
        guard let answers = QueueHandle.answers(of: client) else { return }
        let code = rd_kafka_commit_queue(client.pointer, nil, answers.pointer, nil, nil)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return noteCommit(code) }
        let answer = answers.withEvent(within: 5000) { rd_kafka_event_error($0) }
        noteCommit(answer ?? RD_KAFKA_RESP_ERR__TIMED_OUT)
    }

    private static func names(_ places: [TopicPartition]) -> String {
        places.map { "\($0.topic)[\($0.partition)]" }.joined(separator: " ")
    }
}

extension KafkaError {
    /// Takes over an error object of the library.
    init(taking error: OpaquePointer) {
        self.init(
            rd_kafka_error_code(error), message: rd_kafka_error_string(error).map { String(cString: $0) },
            isFatal: rd_kafka_error_is_fatal(error) != 0)
        rd_kafka_error_destroy(error)
    }
}
