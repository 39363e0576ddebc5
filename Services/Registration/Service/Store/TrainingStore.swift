import Events
import Messaging
import Postgres
import Vocabulary

/// What partnerships publishes about the training of placements.
struct TrainingStore: Sendable {
    /// The state of a period, as a school is shown it.
    enum State: String, Sendable, PostgresArrayElement {
        case awaitingConfirmation = "awaiting-confirmation"
        case confirmed
        case schoolLed = "school-led"

        static var arrayOID: UInt32 { String.arrayOID }
        static func encodeArray(_ elements: [State], into buffer: inout [UInt8]) {
            String.encodeArray(elements.map(\.rawValue), into: &buffer)
        }
        static func decodeArray(_ bytes: RawSpan) throws(PostgresDecodingProblem) -> [State] {
            try String.decodeArray(bytes).compactMap(State.init(rawValue:))
        }
    }

    struct Period: Sendable {
        var id: TrainingPeriodID
        var placementID: PlacementID
        var state: State
        var contractPeriod: ContractPeriodYear?
        var leadProviderName: String?
        var deliveryPartnerName: String?
        var startedOn: CalendarDate
        var finishedOn: CalendarDate?
    }

    /// Saves the latest state of each period.
    func save(_ periods: [Period], in transaction: Transaction) async throws {
        let last = Array(Dictionary(periods.map { ($0.id, $0) }, uniquingKeysWith: { $1 }).values)
        try await transaction.execute(
            """
            INSERT INTO training_period (id, placement_id, state, contract_period, lead_provider_name,
                delivery_partner_name, started_on, finished_on)
            SELECT * FROM unnest(\(last.map(\.id)), \(last.map(\.placementID)), \(last.map(\.state)),
                \(last.map(\.contractPeriod)), \(last.map(\.leadProviderName)), \(last.map(\.deliveryPartnerName)),
                \(last.map(\.startedOn)), \(last.map(\.finishedOn)))
            ON CONFLICT (id) DO UPDATE SET state = excluded.state, contract_period = excluded.contract_period,
                lead_provider_name = excluded.lead_provider_name,
                delivery_partner_name = excluded.delivery_partner_name, started_on = excluded.started_on,
                finished_on = excluded.finished_on
            """)
        try await transaction.execute(
            "DELETE FROM training_refusal WHERE placement_id = ANY(\(last.map(\.placementID)))")
    }

    func finish(_ periods: [TrainingFinished], in transaction: Transaction) async throws {
        let last = Array(Dictionary(periods.map { ($0.trainingPeriodID, $0) }, uniquingKeysWith: { $1 }).values)
        try await transaction.execute(
            """
            UPDATE training_period SET finished_on = new.finished_on
            FROM unnest(\(last.map(\.trainingPeriodID)), \(last.map(\.finishedOn))) AS new (id, finished_on)
            WHERE training_period.id = new.id
            """)
    }

    func cancel(_ ids: [TrainingPeriodID], in transaction: Transaction) async throws {
        try await transaction.execute("DELETE FROM training_period WHERE id = ANY(\(ids))")
    }

    func refuse(_ refusals: [TrainingRefused], in transaction: Transaction) async throws {
        let last = Array(Dictionary(refusals.map { ($0.placementID, $0) }, uniquingKeysWith: { $1 }).values)
        try await transaction.execute(
            """
            INSERT INTO training_refusal (placement_id, code, detail)
            SELECT * FROM unnest(\(last.map(\.placementID)), \(last.map(\.code)), \(last.map(\.detail)))
            ON CONFLICT (placement_id) DO UPDATE SET code = excluded.code, detail = excluded.detail
            """)
    }
}
