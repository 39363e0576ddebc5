import Events
import Foundation
import Messaging
import Postgres
import RegistrationDomain
import Vocabulary

/// Carries out report-leaving commands in batches. Takes locks in the same order as ``RegisterTeachers``.
struct ReportTeachersLeaving: Sendable {
    let desk: CommandDesk
    let outbox: Outbox
    let now: @Sendable () -> Date
    private let schools = SchoolStore()
    private let placements = PlacementStore()

    init(desk: CommandDesk, outbox: Outbox, now: @escaping @Sendable () -> Date) {
        self.desk = desk
        self.outbox = outbox
        self.now = now
    }

    func callAsFunction(_ received: [Received<ReportLeaving>], _ transaction: Transaction) async throws {
        let commands = try await desk.admit(received, in: transaction).map { admitted in
            (admitted.incoming, LeavingDraft(reading: LeavingFields(admitted.received.event)))
        }
        guard !commands.isEmpty else { return }
        let today = CalendarDate.inLondon(at: now())
        let trns = Set(commands.compactMap(\.1.trn))
        try await placements.lockKnown(trns, in: transaction)
        var histories = try await placements.load(trns, in: transaction).placements
        let standings = try await schools.load(Set(commands.compactMap(\.1.urn)), in: transaction)

        var changed: [PlacementID: PlacementRecord] = [:]
        var events: [OutboxEntry] = []
        var conclusions: [CommandDesk.Conclusion] = []
        for (command, draft) in commands {
            let history = draft.trn.flatMap { histories[$0] } ?? []
            let situation = LeavingSituation(
                school: draft.urn.map { standings[$0]?.standing ?? .unknown }, placements: history.map(\.placement))
            switch reportingLeaving(draft, in: situation, on: today) {
            case .refused(let reasons): conclusions.append(.init(command: command, verdict: .refused(reasons)))
            case .leaving(let leaving):
                let placement = leaving.placement
                if let index = history.firstIndex(where: { $0.placement.id == placement.id }) {
                    var record = history[index]
                    record.placement = placement
                    histories[placement.trn]?[index] = record
                    changed[placement.id] = record
                }
                if leaving.endsEarlier, let leftOn = placement.finishedOn {
                    let event = ECTLeftSchool(
                        placementID: placement.id, trn: placement.trn, urn: leaving.school.urn, leftOn: leftOn,
                        cause: .reportedBySchool, requestedBy: command.requestedBy)
                    events.append(OutboxEntry(event, causedBy: command.metadata))
                }
                conclusions.append(
                    .init(
                        command: command,
                        verdict: .accepted(urn: leaving.school.urn, trn: placement.trn, placementID: placement.id)))
            }
        }
        try await placements.save(Array(changed.values), in: transaction)
        try await outbox.append(events, in: transaction)
        try await desk.conclude(conclusions, in: transaction)
    }
}

extension LeavingFields {
    fileprivate init(_ event: ReportLeaving) {
        self.init(
            commandID: event.commandID, urn: event.urn, trn: event.trn, leavingOn: event.leavingOn,
            requestedBy: event.requestedBy)
    }
}
