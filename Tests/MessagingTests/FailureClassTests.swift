import Kafka
import Postgres
import Testing

@testable import Messaging

@Suite("What a failure means for the events that met it")
struct FailureClassTests {
    @Test(
        arguments: [
            ("0A000", .message), ("21000", .message), ("22021", .message), ("23505", .message), ("25P02", .message),
            ("2F005", .message), ("38000", .message), ("39000", .message), ("42703", .message), ("44000", .message),
            ("54000", .message), ("57014", .message), ("P0001", .message),
            ("25006", .infrastructure), ("3F000", .infrastructure), ("40001", .infrastructure),
            ("40P01", .infrastructure), ("42501", .infrastructure), ("42P01", .infrastructure),
            ("53100", .infrastructure), ("53300", .infrastructure), ("55P03", .infrastructure),
            ("57P01", .infrastructure), ("58030", .infrastructure), ("XX000", .infrastructure),
        ] as [(String, FailureClass)])
    func `what PostgreSQL refuses is about the event, or about everybody`(_ state: String, _ expected: FailureClass) {
        let error = PostgresError(.refused, sqlState: SQLState(rawValue: state), message: "")

        #expect(FailureClass(error) == expected)
    }

    @Test func `what is away is nobody's fault, and poison is at once`() {
        #expect(FailureClass(Unavailable("away")) == .infrastructure)
        #expect(FailureClass(CancellationError()) == .infrastructure)
        #expect(FailureClass(PostgresError(.connection, message: "")) == .infrastructure)
        #expect(FailureClass(Poison("for good")) == .poison)
        #expect(FailureClass(Stumble()) == .message)
    }
}
