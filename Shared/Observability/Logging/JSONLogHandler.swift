package import Logging

/// Writes every log event as one line of JSON with a fixed set of keys.
///
/// Metadata is printed only if ``LogKey`` lists its key. The names of other keys, never their values, are listed under
/// `unlisted`, so that the developer who added one notices.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let process: ProcessIdentity
    private let output: LogOutput
    private let clock: @Sendable () -> LogTimestamp

    package init(
        process: ProcessIdentity,
        level: Logger.Level,
        output: LogOutput = .standardOutput,
        clock: @escaping @Sendable () -> LogTimestamp = LogTimestamp.now
    ) {
        self.process = process
        self.output = output
        self.clock = clock
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line = LogLine()
        line.add("ts", clock().text)
        line.add("level", event.level.rawValue)
        line.add("svc", process.service)
        line.add("ver", process.version)
        line.add("env", process.environment)
        line.add("msg", PersonalDataScrubber.scrub(event.message.description))
        if let trace = TraceContext.current {
            line.add("trace_id", trace.traceID)
            line.add("span_id", trace.spanID)
        }
        addMetadata(of: event, to: &line)
        output.write(line.finished)
    }

    private func addMetadata(of event: LogEvent, to line: inout LogLine) {
        var merged = metadata
        if let provided = metadataProvider?.get() { merged.merge(provided) { _, later in later } }
        if let own = event.metadata { merged.merge(own) { _, later in later } }
        if let error = event.error {
            merged["error_class"] = merged["error_class"] ?? "\(type(of: error))"
            merged["error"] = merged["error"] ?? .string(LoggedError.text(of: error))
        }
        var unlisted: [String] = []
        for (key, value) in merged.sorted(by: { $0.key < $1.key }) {
            let name = LogKey.normalised(key)
            if LogKey.identifiers.contains(name) {
                line.add(name, value.description)
            } else if LogKey.sentences.contains(name) {
                line.add(name, PersonalDataScrubber.scrub(value.description))
            } else if !LogKey.fixed.contains(name), !JSONLogHandler.silentlyDropped.contains(name) {
                unlisted.append(PersonalDataScrubber.scrub(name))
            }
        }
        if !unlisted.isEmpty { line.add("unlisted", unlisted.prefix(5).joined(separator: " ")) }
    }

    /// Keys that libraries add to every line and that add nothing to ours.
    private static let silentlyDropped: Set<String> = ["hb_request_id"]
}
