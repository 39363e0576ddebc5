import ArgumentParser
import Bootstrap
import Events
import Foundation
import IdentityProof
import RegistrationService
import Vocabulary

struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send-command",
        abstract: "Send a command as a school's own system would, and wait for its outcome.",
        discussion: """
            KAFKA_BOOTSTRAP_SERVERS and DATABASE_URL have to be set, as for serve; the database is not asked.

            Exit codes: 0 accepted, 1 refused or conflicted, 75 no broker, or no outcome in time.
            """,
        subcommands: [Register.self, Leaving.self, Tutor.self])

    struct Common: ParsableArguments {
        @Option(help: "The id of the command, to be used once; a new one if left out.")
        var commandID: String?

        @Option(help: "The URN of the school.")
        var urn: String

        @Option(help: "Who asks, by an id that names no person; it is kept.")
        var requestedBy = "terminal"

        @Option(parsing: .unconditional, help: "Seconds for the broker to take it and the outcome to come.")
        var timeout = 30

        var id: String { commandID ?? UUID.version7().lowercase }

        func validate() throws {
            guard timeout > 0 else { throw ValidationError("--timeout must be at least 1.") }
        }
    }

    struct Register: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "register-ect", abstract: "Register an early career teacher.",
            discussion: """
                The proof of identity is sealed with PROOF_PUBLIC_KEY_FILE. Give it in the environment rather than as \
                an option where others can list processes: DATE_OF_BIRTH, NATIONAL_INSURANCE_NUMBER.
                """)

        @OptionGroup var common: Common

        @Option(help: "The teacher reference number.")
        var trn: String

        @Option(help: "YYYY-MM-DD.")
        var dateOfBirth: String?

        @Option(help: "Used where the date of birth does not match.")
        var nationalInsuranceNumber: String?

        @Option(help: "The name, where the one in the Teaching Record System is wrong.")
        var correctedName: String?

        @Option(help: "The teacher's e-mail address.")
        var emailAddress: String

        @Option(help: "The first day at the school, YYYY-MM-DD.")
        var startedOn: String

        @Option(help: "full_time or part_time.")
        var workingPattern = "full_time"

        @Option(help: "The id of the appropriate body.")
        var appropriateBodyID: String

        @Option(help: "The id of the lead provider; school-led training where it is left out.")
        var leadProviderID: String?

        private var proof: ClearProof {
            let environment = ProcessInfo.processInfo.environment
            return ClearProof(
                dateOfBirth: dateOfBirth ?? environment["DATE_OF_BIRTH"],
                nationalInsuranceNumber: nationalInsuranceNumber ?? environment["NATIONAL_INSURANCE_NUMBER"])
        }

        func validate() throws {
            guard proof.dateOfBirth != nil || proof.nationalInsuranceNumber != nil else {
                throw ValidationError(
                    """
                    Give --date-of-birth or --national-insurance-number, or DATE_OF_BIRTH or NATIONAL_INSURANCE_NUMBER \
                    in the environment.
                    """)
            }
        }

        func run() async throws {
            let (common, id, proof) = (common, common.id, proof)
            let unsealed = RegisterECT(
                commandID: id, urn: common.urn, trn: trn, correctedName: correctedName.map { Personal($0) },
                emailAddress: Personal(emailAddress), startedOn: startedOn, workingPattern: workingPattern,
                appropriateBodyID: appropriateBodyID,
                trainingProgramme: leadProviderID == nil ? "school_led" : "provider_led",
                leadProviderID: leadProviderID, requestedBy: common.requestedBy)
            try await OneShot<RegistrationMicroservice>.run { context in
                let sealer = try context.settings.value(of: ProofSettings.publicKey)
                let sealed = try sealer.seal(proof, commandID: id)
                var command = unsealed
                command.identityProof = SealedIdentityProof(
                    keyID: sealed.keyID, encapsulatedKey: sealed.encapsulatedKey, ciphertext: sealed.ciphertext)
                try await deliver(command, id: id, timeout: common.timeout, context)
            }
        }
    }

    struct Leaving: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "report-leaving", abstract: "Report the last day of an early career teacher at the school.")

        @OptionGroup var common: Common

        @Option(help: "The teacher reference number.")
        var trn: String

        @Option(help: "The last day at the school, YYYY-MM-DD.")
        var leavingOn: String

        func run() async throws {
            let (common, id) = (common, common.id)
            let command = ReportLeaving(
                commandID: id, urn: common.urn, trn: trn, leavingOn: leavingOn, requestedBy: common.requestedBy)
            try await OneShot<RegistrationMicroservice>.run { context in
                try await deliver(command, id: id, timeout: common.timeout, context)
            }
        }
    }

    struct Tutor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-induction-tutor",
            abstract: "Name the induction tutor of the school, or confirm the one it has.")

        @OptionGroup var common: Common

        @Option(help: "The tutor's full name.")
        var name: String

        @Option(help: "The tutor's e-mail address.")
        var emailAddress: String

        func run() async throws {
            let (common, id) = (common, common.id)
            let command = SetInductionTutor(
                commandID: id, urn: common.urn, name: Personal(name), emailAddress: Personal(emailAddress),
                requestedBy: common.requestedBy)
            try await OneShot<RegistrationMicroservice>.run { context in
                try await deliver(command, id: id, timeout: common.timeout, context)
            }
        }
    }
}

/// Sends a command, waits for its outcome and prints it.
private func deliver(_ command: some Event, id: String, timeout: Int, _ context: BootContext) async throws {
    let sender = CommandSender(
        producer: context.producer, kafka: context.kafka, logger: context.logger, now: context.now)
    switch try await sender.send(command, id: id, within: .seconds(timeout)) {
    case .accepted(let outcome):
        print("accepted: command \(id)" + (outcome.placementID.map { ", placement \($0)" } ?? ""))
    case .refused(let outcome):
        print("refused: command \(id)")
        for reason in outcome.reasons { print("  \(reason.field ?? "-")  \(reason.code)  \(reason.detail)") }
        throw ExitCode(1)
    case .conflicted:
        print(
            """
            conflicted: a command was sent under the id \(id) before, and its outcome stands: GET /commands?id=\(id) on \
            the internal port shows it. A new command needs a new id.
            """)
        throw ExitCode(1)
    case nil:
        FileHandle.standardError.write(
            Data(
                """
                No outcome of command \(id) came within \(timeout) s. It is not lost: its outcome will come on \
                registration.command-outcome.v1 under this id, or came before if the same command was sent before. \
                GET /commands?id=\(id) on the internal port of registration shows what is known.

                """.utf8))
        throw ExitCode(Bootstrap.ExitStatus.unavailable.rawValue)
    }
}
