import Logging
import NotificationsDomain
import Postgres
import ServiceLifecycle

/// Shows how many e-mails wait for something, a few times a minute.
struct LedgerWatch: Service {
    let database: Database
    let logger: Logger

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            do {
                let counts = try await LedgerStore().unsettled(in: database)
                SendingMetrics.show(Dictionary(counts.map { ($0.0, $0.1) }, uniquingKeysWith: +))
            } catch {
                logger.debug("The ledger could not be counted.", metadata: ["error": "\(error)"])
            }
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(15)) }
            } catch { return }
        }
    }
}
