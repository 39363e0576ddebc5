import Events
import Messaging
import Postgres

/// Keeps the training that schools are shown equal to what partnerships publishes about it.
struct FollowTraining: Sendable {
    private let training = TrainingStore()

    func recordInterest(_ received: [Received<TrainingExpressionOfInterestMade>], _ transaction: Transaction)
        async throws
    {
        try await training.save(
            received.map(\.event).map {
                TrainingStore.Period(
                    id: $0.trainingPeriodID, placementID: $0.placementID, state: .awaitingConfirmation,
                    contractPeriod: $0.contractPeriod, leadProviderName: $0.leadProviderName,
                    startedOn: $0.startedOn, finishedOn: $0.finishedOn)
            }, in: transaction)
    }

    func recordConfirmed(_ received: [Received<TrainingConfirmed>], _ transaction: Transaction) async throws {
        try await training.save(
            received.map(\.event).map {
                TrainingStore.Period(
                    id: $0.trainingPeriodID, placementID: $0.placementID, state: .confirmed,
                    contractPeriod: $0.contractPeriod, leadProviderName: $0.leadProviderName,
                    deliveryPartnerName: $0.deliveryPartnerName, startedOn: $0.startedOn, finishedOn: $0.finishedOn)
            }, in: transaction)
    }

    func recordSchoolLed(_ received: [Received<SchoolLedTrainingStarted>], _ transaction: Transaction) async throws {
        try await training.save(
            received.map(\.event).map {
                TrainingStore.Period(
                    id: $0.trainingPeriodID, placementID: $0.placementID, state: .schoolLed, startedOn: $0.startedOn,
                    finishedOn: $0.finishedOn)
            }, in: transaction)
    }

    func recordFinished(_ received: [Received<TrainingFinished>], _ transaction: Transaction) async throws {
        try await training.finish(received.map(\.event), in: transaction)
    }

    func recordCancelled(_ received: [Received<TrainingCancelled>], _ transaction: Transaction) async throws {
        try await training.cancel(received.map(\.event.trainingPeriodID), in: transaction)
    }

    func recordRefused(_ received: [Received<TrainingRefused>], _ transaction: Transaction) async throws {
        try await training.refuse(received.map(\.event), in: transaction)
    }
}
