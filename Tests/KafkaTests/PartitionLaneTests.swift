import Dispatch
import Testing

@testable import Kafka

@Suite("The lane between the client's thread and a worker", .timeLimit(.minutes(3)))
struct PartitionLaneTests {
    private let bell = Bell()

    private func lane(batch: Int = 3, buffered: Int = 6, bytes: Int = 1000) -> PartitionLane {
        PartitionLane(
            TopicPartition(topic: "t", partition: 0), client: nil,
            limits: ConsumerLimits(maximumBatch: batch, maximumBuffered: buffered, maximumBufferedBytes: bytes),
            bell: bell, logger: quiet)
    }

    private func records(_ offsets: Range<Int64>, size: Int = 1) -> [KafkaRecord] {
        offsets.map { KafkaRecord(topic: "t", partition: 0, offset: $0, value: Array(repeating: 0, count: size)) }
    }

    @Test func `small arrivals are joined up to the size of a batch`() async {
        let lane = lane()
        lane.append(records(0..<1))
        lane.append(records(1..<3))
        lane.append(records(3..<4))

        #expect(await lane.next()?.map(\.offset) == [0, 1, 2])
        #expect(await lane.next()?.map(\.offset) == [3])
    }

    @Test func `room ends at the limit and comes back when half is taken`() async {
        let lane = lane()
        lane.append(records(0..<3))
        #expect(lane.room() == 3)
        lane.append(records(3..<6))
        #expect(lane.room() == 0)

        _ = await lane.next()

        #expect(lane.room() == 3)
    }

    @Test func `bytes count as well as records`() {
        let lane = lane(bytes: 10)
        lane.append(records(0..<1, size: 10))

        #expect(lane.room() == 0)
    }

    @Test func `headers count as well as values`() {
        let lane = lane(bytes: 10)
        lane.append([
            KafkaRecord(
                topic: "t", partition: 0, offset: 0, headers: [KafkaHeader(name: "trace", value: [0, 0, 0, 0, 0])])
        ])

        #expect(lane.room() == 0)
    }

    @Test func `the end comes before what was read ahead`() async {
        let lane = lane()
        lane.append(records(0..<3))

        #expect(!lane.end(signalling: DispatchSemaphore(value: 0)))

        #expect(await lane.next() == nil)
        #expect(lane.bufferedCount == 0)
        #expect(lane.room() == 0)
    }

    @Test func `asking for the next batch tells that the worker has left`() async {
        let lane = lane()
        let departure = DispatchSemaphore(value: 0)
        lane.append(records(0..<3))
        _ = await lane.next()

        #expect(lane.end(signalling: departure))
        #expect(await lane.next() == nil)

        #expect(departure.hasSignal)
    }

    @Test func `reading ahead says nothing of the batch that the worker holds`() async {
        let lane = lane(batch: 3)
        let departure = DispatchSemaphore(value: 0)
        lane.append(records(0..<3))
        lane.append(records(3..<6))
        _ = await lane.next()

        #expect(lane.readAhead()?.map(\.offset) == [3, 4, 5])
        #expect(lane.readAhead() == nil)
        lane.append(records(6..<9))
        #expect(lane.end(signalling: departure))
        #expect(lane.readAhead() == nil)
        #expect(!departure.hasSignal)
        #expect(await lane.next() == nil)
        #expect(departure.hasSignal)
    }

    @Test func `leaving the loop tells that the worker has left`() async {
        let lane = lane()
        let departure = DispatchSemaphore(value: 0)
        lane.append(records(0..<3))

        for await _ in Batches(lane: lane) {
            #expect(lane.end(signalling: departure))
            #expect(!departure.hasSignal)
            break
        }

        #expect(departure.hasSignal)
    }

    @Test func `a cancelled worker stops waiting`() async {
        let lane = lane()
        let worker = Task { await lane.next() }

        worker.cancel()

        #expect(await worker.value == nil)
    }

    @Test func `an assignment ignores a batch of another partition`() {
        let assignment = Assignment(lane())

        assignment.complete([])
        assignment.complete([KafkaRecord(topic: "other", partition: 9, offset: 1)])
    }
}

extension DispatchSemaphore {
    /// Whether a signal was sent; consumes the signal.
    fileprivate var hasSignal: Bool { wait(timeout: .now()) == .success }
}
