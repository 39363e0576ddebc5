import Foundation
import Logging
import Metrics
import Postgres
import ServiceLifecycle
import Vocabulary

/// A service that records how many registered teachers wait for training, a few times a minute.
struct WaitingTrainingWatch: Service {
    let database: Database
    let logger: Logger
    let now: @Sendable () -> Date

    private static let pause = Duration.seconds(15)
    private let waiting = Gauge(label: "training_waiting")

    init(database: Database, logger: Logger, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.logger = logger
        self.now = now
    }

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            do {
                waiting.record(try await TrainingStore().waiting(on: .inLondon(at: now()), in: database))
            } catch {
                logger.warning("Waiting teachers could not be counted.", metadata: ["error": "\(error)"])
                waiting.record(Double.nan)
            }
            // Shutdown ends the pause.
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pause) }
            } catch is CancellationError {
                return
            }
        }
    }
}
