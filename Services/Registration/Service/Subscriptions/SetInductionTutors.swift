import Events
import Foundation
import IdentityProof
import Messaging
import Postgres
import RegistrationDomain
import Vocabulary

/// Carries out set-induction-tutor commands in batches.
struct SetInductionTutors: Sendable {
    let desk: CommandDesk
    let outbox: Outbox
    let now: @Sendable () -> Date
    private let schools = SchoolStore()
    private let catalogue = CatalogueStore()

    init(desk: CommandDesk, outbox: Outbox, now: @escaping @Sendable () -> Date) {
        self.desk = desk
        self.outbox = outbox
        self.now = now
    }

    func callAsFunction(_ received: [Received<SetInductionTutor>], _ transaction: Transaction) async throws {
        let commands = try await desk.admit(received, in: transaction).map { admitted in
            (admitted.incoming, TutorDraft(reading: TutorFields(admitted.received.event)))
        }
        guard !commands.isEmpty else { return }
        let moment = now()
        let urns = Set(commands.compactMap(\.1.urn))
        // These locks determine the order in which changes of a school's tutor are published.
        try await schools.lock(urns, in: transaction)
        var entries = try await schools.load(urns, in: transaction)
        let catalogue = try await catalogue.load(at: moment, in: transaction)

        var changed: [URN: SchoolRecord] = [:]
        var events: [OutboxEntry] = []
        var conclusions: [CommandDesk.Conclusion] = []
        for (command, draft) in commands {
            let entry = draft.urn.flatMap { entries[$0] }
            let standing = draft.urn.map { _ in entry?.standing ?? .unknown }
            let appointment = Appointment(id: .ofCommand(command.id), appointedAt: Instant(moment))
            let outcome = appointingInductionTutor(
                draft, by: appointment, at: standing, in: catalogue, on: .inLondon(at: moment))
            switch outcome {
            case .refused(let reasons): conclusions.append(.init(command: command, verdict: .refused(reasons)))
            case .appointed(let school):
                if var record = entry?.record, record.school != school {
                    record.school = school
                    entries[school.urn] = .school(record)
                    changed[school.urn] = record
                    events.append(OutboxEntry(SchoolUpdated(record), causedBy: command.metadata))
                }
                conclusions.append(
                    .init(command: command, verdict: .accepted(urn: school.urn, trn: nil, placementID: nil)))
            }
        }
        try await schools.saveTutors(of: changed.values.map(\.school), in: transaction)
        try await outbox.append(events, in: transaction)
        try await desk.conclude(conclusions, in: transaction)
    }
}

extension AppointmentID {
    /// The event of the command would not do: senders may use the id of an event twice.
    fileprivate static func ofCommand(_ id: String) -> AppointmentID {
        AppointmentID(UUID(version5Namespace: namespace, name: "appointment \(id)"))
    }

    private static var namespace: UUID {
        UUID(uuid: (0x3F, 0x0A, 0x6C, 0x51, 0x94, 0xD7, 0x4B, 0x2E, 0xA1, 0x5D, 0x78, 0xE3, 0x0C, 0x42, 0xBB, 0x96))
    }
}

extension TutorFields {
    fileprivate init(_ event: SetInductionTutor) {
        self.init(
            commandID: event.commandID, urn: event.urn, name: event.name?.revealed,
            emailAddress: event.emailAddress?.revealed,
            requestedBy: event.requestedBy)
    }
}
