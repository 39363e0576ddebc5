import Events
import Kafka
import Messaging
import Postgres
import TestSupport

/// An event that notifies the test when its body is read, since reading it may be what crashes a process.
struct DangerousToRead: Event, Hashable {
    static let type: EventType = "test.dangerous.read"
    static var topic: Topic { ECTLeftSchool.topic }
    @TaskLocal static var whileReading: @Sendable () -> Void = {}

    var key: String { "1000001" }

    init(from decoder: any Decoder) throws {
        Self.whileReading()
    }

    func encode(to encoder: any Encoder) throws {
        _ = encoder.container(keyedBy: Keys.self)
    }

    private enum Keys: CodingKey {}
}

extension EventDelivery {
    /// Returns a record with the key of day logs for the event of a day, but dangerous to read.
    func dangerousRecord(day: Int = 1) throws -> KafkaRecord {
        let record = try record(of: left("1000001", day: day))
        return self.record(
            topic: DangerousToRead.topic, key: record.key, value: record.value,
            headers: record.headers.map {
                $0.name == CloudEventHeaders.Name.type ? KafkaHeader($0.name, DangerousToRead.type.rawValue) : $0
            })
    }
}

/// A day log that takes dangerous events as well.
func dangerousLog(failing: @escaping @Sendable (ECTLeftSchool) async throws -> Void = { _ in }) -> Subscription {
    var subscription = dayLog(failing: failing)
    subscription.on(DangerousToRead.self) { (received: Received<DangerousToRead>, transaction: Transaction) in
        try await write("danger", of: received.key, in: transaction)
    }
    return subscription
}
