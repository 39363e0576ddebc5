import Logging
import NotificationsDomain
import Postgres
import ServiceLifecycle

/// Shows how many e-mails wait for something or for somebody, a few times a minute.
struct LedgerWatch: Service {
    let database: Database
    let logger: Logger

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            do {
                let ledger = LedgerStore()
                let counts = try await ledger.unsettled(in: database)
                SendingMetrics.show(Dictionary(counts.map { ($0.0, $0.1) }, uniquingKeysWith: +))
                SendingMetrics.show(
                    givenUp: try await ledger.givenUp(in: database),
                    unanswered: try await ledger.unanswered(in: database),
                    oldestAge: try await ledger.oldestUndeliveredAge(in: database))
            } catch {
                logger.debug("The ledger could not be counted.", metadata: ["error": "\(error)"])
            }
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(15)) }
            } catch { return }
        }
    }
}
