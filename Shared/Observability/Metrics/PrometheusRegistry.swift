package import Metrics
import Synchronization

/// Metrics of the process, kept in memory and shown in the Prometheus text format.
///
/// Instruments are named as Prometheus names them. Timers become histograms of seconds, recorders histograms of their
/// unit, with fixed buckets. The number of series is bounded. Series beyond the limits are counted in
/// `metrics_series_dropped_total` and otherwise lost, which is better than losing the process.
package final class PrometheusRegistry: Sendable {
    package struct Limits: Sendable {
        package var seriesPerMetric = 500
        package var series = 3_000
        /// Characters; longer label values are cut.
        package var labelValueLength = 120

        package init() {}
    }

    private struct Contents {
        var families: [String: MetricFamily] = [:]
        var seriesCount = 0
        var dropped: Int64 = 0
        var collectors: [@Sendable () -> Void] = []
    }

    private let limits: Limits
    private let contents = Mutex(Contents())

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Adds an action that runs before every scrape, to set gauges that are only worth reading then.
    package func beforeScrape(_ collect: @escaping @Sendable () -> Void) {
        contents.withLock { $0.collectors.append(collect) }
    }

    /// Returns all metrics in text format 0.0.4, in the order of their names.
    package func text() -> String {
        for collect in contents.withLock({ $0.collectors }) { collect() }
        let (families, dropped) = contents.withLock { contents in
            (contents.families.values.sorted { $0.name < $1.name }, contents.dropped)
        }
        var exposition = Exposition()
        for family in families { exposition.add(family) }
        exposition.addDropped(dropped)
        return exposition.text
    }

    /// Returns the instrument of this name and these labels, and creates it if there is none yet.
    fileprivate func instrument<Instrument: AnyObject>(
        _ label: String, _ dimensions: [(String, String)], kind: MetricFamily.Kind,
        make: () -> Instrument, wrap: (Instrument) -> MetricFamily.Series, unwrap: (MetricFamily.Series) -> Instrument?
    ) -> Instrument {
        let name = MetricName.sanitised(label)
        let labels = MetricLabels(dimensions, valueLength: limits.labelValueLength)
        return contents.withLock { contents in
            var family = contents.families[name] ?? MetricFamily(name: name, kind: kind)
            if let existing = family.series[labels] {
                if let instrument = unwrap(existing) { return instrument }
                contents.dropped += 1
                return make()
            }
            guard family.kind == kind, family.series.count < limits.seriesPerMetric,
                contents.seriesCount < limits.series
            else {
                contents.dropped += 1
                return make()
            }
            let instrument = make()
            family.series[labels] = wrap(instrument)
            contents.seriesCount += 1
            contents.families[name] = family
            return instrument
        }
    }

    fileprivate func remove(_ instrument: AnyObject) {
        contents.withLock { contents in
            for (name, family) in contents.families {
                let entry = family.series.first { $0.value.isBacked(by: instrument) }
                guard let labels = entry?.key else { continue }
                contents.families[name]?.series[labels] = nil
                contents.seriesCount -= 1
                return
            }
        }
    }
}

extension PrometheusRegistry: MetricsFactory {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterInstrument {
        instrument(
            label, dimensions, kind: .counter, make: CounterInstrument.init, wrap: { .counter($0) },
            unwrap: { $0.counter })
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeInstrument {
        instrument(
            label, dimensions, kind: .gauge, make: GaugeInstrument.init, wrap: { .gauge($0) },
            unwrap: { $0.gauge })
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> HistogramInstrument {
        instrument(
            label, dimensions, kind: .histogram,
            make: { HistogramInstrument(bounds: Buckets.bounds(of: label)) }, wrap: { .histogram($0) },
            unwrap: { $0.histogram })
    }
}
