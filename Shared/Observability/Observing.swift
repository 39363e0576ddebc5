package import Logging
import Metrics

/// Sets up logging and metrics for the whole process.
package enum Observing {
    /// Call once, before the first `Logger` or `Counter` is made.
    ///
    /// - Returns: The registry that `/metrics` shows.
    package static func begin(
        as process: ProcessIdentity, level: Logger.Level, output: LogOutput = .standardOutput
    ) -> PrometheusRegistry {
        let registry = PrometheusRegistry()
        ProcessMetrics.install(in: registry, process: process)
        MetricsSystem.bootstrap(registry)
        LoggingSystem.bootstrap { _ in
            JSONLogHandler(process: process, level: level, output: output)
        }
        return registry
    }
}
