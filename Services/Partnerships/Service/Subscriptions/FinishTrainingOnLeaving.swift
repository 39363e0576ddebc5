import Events
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// A teacher who leaves a school is trained there no longer.
struct FinishTrainingOnLeaving: Sendable {
    let schools = SchoolStore()
    let participants = ParticipantStore()
    let training = TrainingStore()
    let projector: DocumentProjector
    let outbox: Outbox
    let retry: RetryRefusedTraining

    func callAsFunction(_ departures: [Received<ECTLeftSchool>], _ transaction: Transaction) async throws {
        let trns = Set(departures.map(\.event.trn))
        // With the other training out of the way there may be room for training that overlapped it.
        let waiting = try await retry.find(of: trns, in: transaction)
        try await schools.lock(waiting.schools.union(departures.map(\.event.urn)), in: transaction)
        try await participants.lock(trns, in: transaction)
        try await retry.holdNames(waiting, in: transaction)
        var batch = LeavingBatch(histories: try await training.histories(of: trns, in: transaction))
        for departure in departures { try batch.leave(departure.event, causedBy: departure.metadata) }
        try await training.cancel(batch.cancelled, in: transaction)
        try await training.finish(Array(batch.finished.values), in: transaction)
        try await training.finish(Array(batch.placements.values), in: transaction)
        try await outbox.append(batch.entries, in: transaction)
        var affected = batch.affected
        affected.formUnion(try await retry(waiting, in: transaction).affected)
        try await projector.project(affected, in: transaction)
    }
}

/// Departures of one batch, folded in order.
struct LeavingBatch {
    private var histories: [TRN: TeacherHistory]
    private(set) var placements: [PlacementID: Placement] = [:]
    private(set) var finished: [TrainingPeriodID: TrainingPeriod] = [:]
    private(set) var cancelled: [TrainingPeriod] = []
    private(set) var entries: [OutboxEntry] = []
    private(set) var affected = Affected()

    init(histories: [TRN: TeacherHistory]) {
        self.histories = histories
    }

    /// - Throws: ``Poison`` for a placement that was never registered here: its registration must be mended first.
    mutating func leave(_ event: ECTLeftSchool, causedBy cause: EventMetadata) throws {
        guard var history = histories[event.trn],
            let position = history.placements.firstIndex(where: { $0.id == event.placementID })
        else { throw Poison("the placement \(event.placementID) is not known") }
        let departure = leavingSchool(history.placements[position], training: history.training, on: event.leftOn)
        for period in departure.cancelled + departure.finished { affected.formUnion(with: period) }
        affected.participants.insert(event.trn)
        let gone = Set(departure.cancelled.map(\.id))
        let ended = Dictionary(uniqueKeysWithValues: departure.finished.map { ($0.id, $0) })
        history.placements[position] = departure.placement
        history.training = history.training.filter { !gone.contains($0.id) }.map { ended[$0.id] ?? $0 }
        histories[event.trn] = history
        placements[event.placementID] = departure.placement
        cancelled += departure.cancelled
        finished.merge(ended, uniquingKeysWith: { $1 })
        entries += departure.events.map { OutboxEntry($0, causedBy: cause) }
    }
}
