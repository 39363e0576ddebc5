import ArgumentParser
import Kafka
import Logging
import NIOCore
import NIOPosix
import Observability
import UnixSignals

/// Runs the service until a signal stops it.
struct Serve<Service: Microservice>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve",
            abstract: "Run the service until SIGTERM or SIGINT, then finish what is under way and stop.",
            discussion: """
                Run migrate and topics first. While the database cannot be reached, serve waits and /health/ready on \
                the internal port says why.

                Exit codes: 0 stopped cleanly, 1 the drain took too long or a second signal cut it short, 70 a part \
                failed for good, 76 a port is taken, 78 a setting or the schema is not right.

                """
                    + SettingsHelp.text(
                        StandardSettings.documentation(of: Service.name, publicAPI: Service.servesPublicAPI)
                            + Service.settings))
    }

    func run() async throws {
        do {
            try await serve()
            ExitStatus.leave(with: 0)
        } catch let code as ExitCode {
            ExitStatus.leave(with: code.rawValue)
        }
    }

    private func serve() async throws {
        try await ExitStatus.reporting(otherwise: .software) {
            let settings = Settings()
            let identity = ProcessIdentity(
                service: Service.name, version: try settings.value(of: StandardSettings.version),
                environment: try settings.value(of: StandardSettings.environment))
            let registry = Observing.begin(as: identity, level: try settings.value(of: StandardSettings.logLevel))
            let logger = Logger(label: Service.name)
            NIOSingletons.groupLoopCountSuggestion = 2
            let serving = try Serving<Service>(
                settings: settings, registry: registry, eventLoopGroup: .singletonMultiThreadedEventLoopGroup,
                logger: logger)
            try await run(serving, logger)
        }
    }

    private func run(_ serving: Serving<Service>, _ logger: Logger) async throws {
        let signals: [UnixSignal] = [.sigterm, .sigint]
        let shutdown = ShutdownWatch(budget: DrainTimes.whole, logger: logger)
        shutdown.watch(signals)
        let result: Result<Void, any Error>
        do { result = .success(try await serving.run(stoppingOn: signals, onDrain: shutdown.drainBegins)) } catch {
            result = .failure(error)
        }
        // What is left to say must not take for ever either.
        shutdown.drainBegins()
        switch result {
        case _ where shutdown.hasOverrun:
            let overrun = DrainOverrun(budget: DrainTimes.whole)
            logger.critical(
                "The service was cut short.", metadata: ["event": "service.overrun", "reason": "\(overrun)"])
            throw overrun
        case .success:
            logger.info("The service has stopped.", metadata: ["event": "service.stopped"])
        case .failure(let error):
            logger.critical(
                "The service stops because a part of it failed.",
                metadata: ["event": "service.failed", "reason": "\(ExitStatus.message(of: error))"])
            throw error
        }
    }
}
