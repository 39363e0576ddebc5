import Events
import Foundation
import Messaging
import Postgres
import RegistrationDomain
import Vocabulary

/// Carries out register-ect commands: loads what a whole batch needs, decides one after the other in memory, writes all.
///
/// Locks are taken in this order by everybody: command ids, teachers, schools, outbox versions.
struct RegisterTeachers: Sendable {
    let desk: CommandDesk
    let outbox: Outbox
    let closures: RegistrationClosures
    let now: @Sendable () -> Date

    func callAsFunction(
        _ received: [Received<RegisterECT>], _ checks: IdentityChecking.Checks, _ transaction: Transaction
    ) async throws {
        let incoming = received.map {
            CommandDesk.Incoming($0, id: $0.event.commandID, requestedBy: $0.event.requestedBy)
        }
        let admitted = try await desk.admit(incoming, in: transaction)
        let commands = try zip(received, zip(incoming, admitted)).compactMap { received, command in
            command.1 ? Command(received, command.0, try checks[IdentityChecking.Key(received)]?.get()) : nil
        }
        guard !commands.isEmpty else { return }
        var batch = try await RegistrationBatch(commands, closures: closures, at: now(), in: transaction)
        for command in commands { batch.decide(command) }
        try await batch.save(in: transaction)
        try await outbox.append(batch.events, in: transaction)
        try await desk.conclude(batch.conclusions, in: transaction)
    }

    /// A command that is carried out now.
    struct Command: Sendable {
        let incoming: CommandDesk.Incoming
        let draft: RegistrationDraft
        let check: IdentityCheck

        init(_ received: Received<RegisterECT>, _ incoming: CommandDesk.Incoming, _ check: IdentityCheck?) {
            self.incoming = incoming
            draft = RegistrationDraft(reading: RegistrationFields(received.event))
            self.check = check ?? .notAsked([.proofUnreadable])
        }
    }
}

extension RegistrationFields {
    init(_ event: RegisterECT) {
        self.init(
            urn: event.urn, trn: event.trn, correctedName: event.correctedName?.revealed,
            emailAddress: event.emailAddress?.revealed, startedOn: event.startedOn,
            workingPattern: event.workingPattern, appropriateBodyID: event.appropriateBodyID,
            trainingProgramme: event.trainingProgramme, leadProviderID: event.leadProviderID,
            requestedBy: event.requestedBy)
    }
}
