import Events
import Foundation
import Messaging
import Postgres
import RegistrationDomain
import Vocabulary

/// Carries out register-ect commands: loads what a whole batch needs, decides one command after the other in memory,
/// and then writes all results.
///
/// All handlers take locks in this order: command ids, teachers, schools, outbox versions.
struct RegisterTeachers: Sendable {
    let desk: CommandDesk
    let outbox: Outbox
    let closures: RegistrationClosures
    let now: @Sendable () -> Date

    func callAsFunction(
        _ received: [Received<RegisterECT>], _ checks: IdentityChecking.Checks, _ transaction: Transaction
    ) async throws {
        let commands = try await desk.admit(received, in: transaction).map { admitted in
            guard let check = checks[IdentityChecking.Key(admitted.received)] else {
                throw Unavailable("identity was not asked about the teacher")
            }
            return Command(admitted, try check.get())
        }
        guard !commands.isEmpty else { return }
        var batch = try await RegistrationBatch(commands, closures: closures, at: now(), in: transaction)
        for command in commands { try batch.decide(command) }
        try await batch.save(in: transaction)
        try await outbox.append(batch.events, in: transaction)
        try await desk.conclude(batch.conclusions, in: transaction)
    }

    /// A command that is carried out now.
    struct Command: Sendable {
        let incoming: CommandDesk.Incoming
        let draft: RegistrationDraft
        let check: IdentityCheck

        init(_ admitted: CommandDesk.Admitted<RegisterECT>, _ check: IdentityCheck) {
            incoming = admitted.incoming
            draft = RegistrationDraft(reading: RegistrationFields(admitted.received.event))
            self.check = check
        }
    }
}

extension RegistrationFields {
    init(_ event: RegisterECT) {
        self.init(
            commandID: event.commandID, urn: event.urn, trn: event.trn, correctedName: event.correctedName?.revealed,
            emailAddress: event.emailAddress?.revealed, startedOn: event.startedOn,
            workingPattern: event.workingPattern, appropriateBodyID: event.appropriateBodyID,
            trainingProgramme: event.trainingProgramme, leadProviderID: event.leadProviderID,
            requestedBy: event.requestedBy)
    }
}
