import Logging
import NotificationsDomain
import Postgres
import ServiceLifecycle

/// Measures how many e-mails wait for the service or for an operator, and forgets the recipients of old e-mails, every
/// 15 seconds.
struct LedgerWatch: Service {
    let database: Database
    let forget: Forgetting
    let logger: Logger

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            await show()
            await forgetOldOnes()
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(15)) }
            } catch { return }
        }
    }

    private func show() async {
        do {
            let ledger = LedgerStore()
            let counts = try await ledger.unsettled(in: database)
            SendingMetrics.show(Dictionary(counts.map { ($0.0, $0.1) }, uniquingKeysWith: +))
            SendingMetrics.show(
                givenUp: try await ledger.givenUp(in: database),
                unanswered: try await ledger.unanswered(in: database),
                oldestAge: try await ledger.oldestUndeliveredAge(in: database))
        } catch is CancellationError {
            return
        } catch {
            logger.warning(
                "The ledger could not be counted. Its metrics keep their last values.",
                metadata: ["event": "email.not_counted", "error_class": "\(type(of: error))", "error": "\(error)"])
        }
    }

    private func forgetOldOnes() async {
        do {
            let count = try await forget()
            guard count > 0 else { return }
            logger.info(
                "Whom old e-mails went to is forgotten.", metadata: ["event": "email.forgotten", "count": "\(count)"])
        } catch is CancellationError {
            return
        } catch {
            logger.warning(
                "Whom old e-mails went to could not be forgotten. It is tried again.",
                metadata: ["event": "email.kept", "error_class": "\(type(of: error))", "error": "\(error)"])
        }
    }
}
