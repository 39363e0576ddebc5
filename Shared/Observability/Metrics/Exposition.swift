/// A document in the Prometheus text format 0.0.4, under construction.
struct Exposition {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    mutating func add(_ family: MetricFamily) {
        guard !family.series.isEmpty else { return }
        addHead(family.name, kind: family.kind)
        for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
            switch series {
            case .counter(let counter): addSample(family.name, labels.text(), counter.value)
            case .gauge(let gauge): addSample(family.name, labels.text(), gauge.value)
            case .histogram(let histogram): add(histogram, name: family.name, labels: labels)
            }
        }
    }

    mutating func addDropped(_ count: Int64) {
        addHead("metrics_series_dropped_total", kind: .counter)
        addSample("metrics_series_dropped_total", "", Double(count))
    }

    private mutating func addHead(_ name: String, kind: MetricFamily.Kind) {
        if let help = MetricHelp.sentences[name] { text += "# HELP \(name) \(help)\n" }
        text += "# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func addSample(_ name: String, _ labels: String, _ value: Double) {
        text += "\(name)\(labels) \(number(value))\n"
    }

    private mutating func add(_ histogram: HistogramInstrument, name: String, labels: MetricLabels) {
        let snapshot = histogram.snapshot
        var total: Int64 = 0
        for (bound, count) in zip(histogram.bounds + [.infinity], snapshot.counts) {
            total += count
            addSample("\(name)_bucket", labels.text(with: ("le", number(bound))), Double(total))
        }
        addSample("\(name)_sum", labels.text(), snapshot.sum)
        addSample("\(name)_count", labels.text(), Double(total))
    }

    private func number(_ value: Double) -> String {
        if value == .infinity { return "+Inf" }
        if value == -.infinity { return "-Inf" }
        if value.isNaN { return "NaN" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}

extension PrometheusRegistry {
    /// The content type of ``text()``.
    package static var contentType: String { Exposition.contentType }
}
