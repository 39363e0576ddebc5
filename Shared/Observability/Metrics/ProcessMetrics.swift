import Foundation
import Metrics

/// Memory and file descriptors of the process, read before each scrape.
package enum ProcessMetrics {
    /// Adds the metrics to the registry, which reads them before every scrape.
    package static func install(in registry: PrometheusRegistry, process: ProcessIdentity) {
        let memory = registry.makeMeter(label: "process_resident_memory_bytes", dimensions: [])
        let descriptors = registry.makeMeter(label: "process_open_fds", dimensions: [])
        let build = registry.makeMeter(
            label: "build_info",
            dimensions: [
                ("service", process.service), ("version", process.version), ("environment", process.environment),
            ])
        build.set(Int64(1))
        let start = registry.makeMeter(label: "process_start_time_seconds", dimensions: [])
        start.set(Date().timeIntervalSince1970.rounded())
        registry.beforeScrape {
            if let bytes = residentBytes() { memory.set(bytes) }
            if let count = openDescriptors() { descriptors.set(count) }
        }
    }

    /// Returns `nil` where there is no `/proc`.
    static func residentBytes() -> Int64? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        for line in status.split(separator: "\n") where line.hasPrefix("VmRSS:") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            return words.dropFirst().first.flatMap { Int64($0) }.map { $0 * 1_024 }
        }
        return nil
    }

    /// Returns `nil` where there is no `/proc`.
    static func openDescriptors() -> Int64? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") else { return nil }
        // The listing itself holds one descriptor open.
        return Int64(max(0, names.count - 1))
    }
}
