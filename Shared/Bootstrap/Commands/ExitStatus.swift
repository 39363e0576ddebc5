import ArgumentParser
import Foundation
import Glibc
import Kafka
import Messaging
import Observability
import Postgres

/// What the exit code of a command says, after the conventions of `sysexits.h`.
package enum ExitStatus: Int32, Sendable {
    case failed = 1
    /// The input cannot be used, or not all of it.
    case data = 65
    /// A part of a service failed for good.
    case software = 70
    /// The output of a command could not be written.
    case output = 74
    /// The database or the broker cannot be reached: try again.
    case unavailable = 75
    case portTaken = 76
    /// A setting, the schema or a topic is not as this version needs it.
    case configuration = 78

    /// Chooses the code for an error that ended a command.
    package init(for error: any Error, otherwise: ExitStatus = .failed) {
        switch error {
        case is SettingProblem, is SchemaBehind, is TopicProblem, is SubscriptionMistake, is HostUnusable,
            is PortForbidden:
            self = .configuration
        case let error as any ErrorWithExitStatus: self = error.exitStatus
        case is UnreadableFile: self = .data
        case is LostOutput, is UnwritableFile: self = .output
        case is PortTaken: self = .portTaken
        case is DrainOverrun: self = .failed
        case let error as PostgresError where error.kind == .migrations || error.isWrongSchema: self = .configuration
        case let error as PostgresError where error.isUnavailable: self = .unavailable
        case let error as KafkaError where error.isRetriable: self = .unavailable
        case is any InfrastructureFailure: self = .unavailable
        case let error as KafkaError where error.isUnsupported || error.isFenced || error.isWrongSetting:
            self = .configuration
        default: self = otherwise
        }
    }

    /// Runs a command and turns its error into a message on standard error and an exit code.
    ///
    /// ``OneShot`` does so for commands that need a database or a broker. Others call it themselves.
    ///
    /// - Throws: `ExitCode`, after the message was written; `ValidationError` as it is, since its usage belongs to it.
    package static func reporting(
        otherwise: ExitStatus = .failed, _ command: () async throws -> Void
    ) async throws {
        do {
            try await command()
            try LostOutput.check()
        } catch let code as ExitCode {
            throw code
        } catch let error as ValidationError {
            throw error
        } catch {
            FileHandle.standardError.write(Data("Error: \(message(of: error))\n".utf8))
            throw ExitCode(ExitStatus(for: error, otherwise: otherwise).rawValue)
        }
    }

    /// Ends the process at once, after some last words. An ordinary exit runs the destructors of C libraries while their
    /// threads still work.
    ///
    /// Who reads our output may have stopped reading. The process ends a second later all the same.
    static func leave(with code: Int32, saying lastWords: () -> Void = {}) -> Never {
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 1)
            _exit(code)
        }
        lastWords()
        fflush(nil)
        _exit(code)
    }

    static func message(of error: any Error) -> String {
        switch error {
        case let error as PostgresError where error.isUnavailable:
            """
            The database cannot be reached (\(error)). Check host, port, name, user and password in DATABASE_URL, or in \
            DATABASE_OWNER_URL where migrate uses that, and that PostgreSQL runs, then try again.
            """
        case let error as PostgresError where error.isWrongSchema:
            """
            The schema is not what this version needs, or not for this user to change (\(error)). Check that DATABASE_URL \
            names the role of this service and DATABASE_SCHEMA its schema, and run migrate, with DATABASE_OWNER_URL where \
            another role owns the schema.
            """
        case let error as KafkaError where error.isOffsetLost:
            """
            Records were lost that a group had not read yet (\(error)). When it is known why, run topics \
            --restart-lost-groups, start again, and republish the topic from the service that owns it.
            """
        case let error as KafkaError where error.isDamagedRecord:
            """
            A record is damaged in the broker's log (\(error)). Nothing behind it was read. Delete the log up to the record \
            behind it, run topics --restart-lost-groups, start again, and republish the topic from the service that owns it.
            """
        case let error as KafkaError where error.isFenced:
            """
            Another process has joined a consumer group under the name of this one (\(error)). Give every process of a \
            service a KAFKA_INSTANCE_ID of its own, or none.
            """
        case let error as KafkaError where error.isRetriable:
            "The broker cannot be reached (\(error)). Check KAFKA_BOOTSTRAP_SERVERS and that it runs, then try again."
        case let error as KafkaError where error.isWrongSetting:
            """
            The Kafka library does not take a setting (\(error)). Mend it in KAFKA_SETTINGS; the names are librdkafka's.
            """
        case is CancellationError: "Interrupted. What was done by then stays done."
        default: LoggedError.text(of: error)
        }
    }
}
