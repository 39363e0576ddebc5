import CLibrdkafka
import Synchronization

/// The records of one `send` until the last of them is settled.
///
/// Each record travels with the address of its slot. All slots share one retained reference to the batch: `start()`
/// takes it, and the settlement of the last record releases it.
final class BatchInFlight: @unchecked Sendable {
    // Safe to share: the slots are written before their addresses are handed out and only read afterwards.
    private let slots: UnsafeMutableBufferPointer<Slot>
    private let topics: [String]
    private let state: Mutex<State>

    struct Slot {
        let batch: Unmanaged<BatchInFlight>
        var bytes = 0
    }

    private struct State {
        var remaining: Int
        var places: [(partition: Int32, offset: Int64)]
        var error: KafkaError?
        var continuation: CheckedContinuation<Result<[Delivery], KafkaError>, Never>?
        var outcome: Result<[Delivery], KafkaError>?
    }

    init(_ records: [OutgoingRecord]) {
        topics = records.map(\.topic)
        slots = .allocate(capacity: records.count)
        state = Mutex(
            State(remaining: records.count, places: Array(repeating: (-1, -1), count: records.count)))
        slots.initialize(repeating: Slot(batch: Unmanaged.passUnretained(self)))
    }

    deinit {
        slots.deallocate()
    }

    /// Keeps the batch alive until every record is settled. Must be called once, before the first address is handed
    /// out.
    func start() {
        _ = Unmanaged.passRetained(self)
    }

    /// Returns the opaque address that travels with record `index`.
    func address(of index: Int, bytes: Int) -> UnsafeMutableRawPointer? {
        guard slots.indices.contains(index), let base = slots.baseAddress else { return nil }
        slots[index].bytes = bytes
        return UnsafeMutableRawPointer(base + index)
    }

    /// Settles the record that travelled with `address`; returns the bytes that are no longer under way.
    static func settle(_ address: UnsafeMutableRawPointer, with result: Result<(Int32, Int64), KafkaError>) -> Int {
        let slot = address.assumingMemoryBound(to: Slot.self)
        let bytes = slot.pointee.bytes
        let batch = slot.pointee.batch.takeUnretainedValue()
        guard let base = batch.slots.baseAddress else { return bytes }
        batch.settle(slot - UnsafeMutablePointer(base), count: 1, with: result)
        return bytes
    }

    /// Fails the records from `index` on, none of which was handed to the library.
    func abandon(from index: Int, because error: KafkaError) {
        var error = error
        error.recordIndex = error.isRetriable ? nil : index
        settle(index, count: slots.count - index, with: .failure(error))
    }

    private func settle(_ index: Int, count: Int, with result: Result<(Int32, Int64), KafkaError>) {
        let (isDone, continuation, outcome) = state.withLock { state in
            switch result {
            case .success(let place):
                if state.places.indices.contains(index) { state.places[index] = place }
            case .failure(var error):
                if !error.isRetriable, error.recordIndex == nil { error.recordIndex = index }
                // An error that no retry can fix takes precedence over a retriable one.
                if state.error == nil || (state.error?.isRetriable == true && !error.isRetriable) {
                    state.error = error
                }
            }
            state.remaining -= count
            guard state.remaining == 0 else { return (false, nil, nil) as Settlement }
            let outcome = finish(&state)
            state.outcome = outcome
            return (true, state.continuation.take(), outcome) as Settlement
        }
        if let outcome { continuation?.resume(returning: outcome) }
        if isDone { Unmanaged.passUnretained(self).release() }
    }

    private typealias Settlement = (
        Bool, CheckedContinuation<Result<[Delivery], KafkaError>, Never>?, Result<[Delivery], KafkaError>?
    )

    private func finish(_ state: inout State) -> Result<[Delivery], KafkaError> {
        let deliveries = zip(topics, state.places).map {
            Delivery(topic: $0, partition: $1.partition, offset: $1.offset)
        }
        guard var error = state.error else { return .success(deliveries) }
        error.delivered = Dictionary(
            uniqueKeysWithValues: deliveries.enumerated().filter { $1.partition >= 0 }.map { ($0, $1) })
        return .failure(error)
    }

    /// Waits until every record is settled.
    func outcome() async -> Result<[Delivery], KafkaError> {
        await withCheckedContinuation { continuation in
            let outcome = state.withLock { state in
                if state.outcome == nil { state.continuation = continuation }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }
}
