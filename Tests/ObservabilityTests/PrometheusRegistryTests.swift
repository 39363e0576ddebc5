import Metrics
import Testing

@testable import Observability

struct PrometheusRegistryTests {
    @Test func `counters, gauges and histograms are shown as Prometheus reads them`() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "rate_limited_total", dimensions: [("kind", "token")]).increment(by: 3)
        registry.makeMeter(label: "outbox_pending", dimensions: []).set(Int64(7))
        let timer = registry.makeTimer(label: "wait_seconds", dimensions: [("pool", "main")])
        timer.recordNanoseconds(500_000)
        timer.recordNanoseconds(250_000_000)
        timer.recordNanoseconds(30_000_000_000)
        #expect(registry.text() == golden)
    }

    private var golden: String {
        """
        # HELP outbox_pending Events that are committed and not published yet.
        # TYPE outbox_pending gauge
        outbox_pending 7
        # HELP rate_limited_total Requests refused because their caller sent too many.
        # TYPE rate_limited_total counter
        rate_limited_total{kind="token"} 3
        # TYPE wait_seconds histogram
        wait_seconds_bucket{pool="main",le="0.001"} 1
        wait_seconds_bucket{pool="main",le="0.0025"} 1
        wait_seconds_bucket{pool="main",le="0.005"} 1
        wait_seconds_bucket{pool="main",le="0.01"} 1
        wait_seconds_bucket{pool="main",le="0.025"} 1
        wait_seconds_bucket{pool="main",le="0.05"} 1
        wait_seconds_bucket{pool="main",le="0.1"} 1
        wait_seconds_bucket{pool="main",le="0.25"} 2
        wait_seconds_bucket{pool="main",le="0.5"} 2
        wait_seconds_bucket{pool="main",le="1"} 2
        wait_seconds_bucket{pool="main",le="2.5"} 2
        wait_seconds_bucket{pool="main",le="5"} 2
        wait_seconds_bucket{pool="main",le="10"} 2
        wait_seconds_bucket{pool="main",le="+Inf"} 3
        wait_seconds_sum{pool="main"} 30.2505
        wait_seconds_count{pool="main"} 3
        # HELP metrics_series_dropped_total Instruments made for series beyond the limits, or of another type than their name had before.
        # TYPE metrics_series_dropped_total counter
        metrics_series_dropped_total 0

        """
    }

    @Test func `the same name and labels are one series, whatever the order of labels`() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "events_total", dimensions: [("a", "1"), ("b", "2")]).increment(by: 1)
        registry.makeCounter(label: "events_total", dimensions: [("b", "2"), ("a", "1")]).increment(by: 1)
        #expect(registry.text().contains("events_total{a=\"1\",b=\"2\"} 2\n"))
    }

    @Test func `label values are escaped`() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "x_total", dimensions: [("l", "a\"b\\c\nd")]).increment(by: 1)
        registry.makeCounter(label: "y_total", dimensions: [("l", "a\"\u{301}b\\\u{301}\r\n")]).increment(by: 1)
        #expect(registry.text().contains(#"x_total{l="a\"b\\c\nd"} 1"#))
        #expect(registry.text().contains("y_total{l=\"a\\\"\u{301}b\\\\\u{301}\r\\n\"} 1"))
    }

    @Test(arguments: [
        ("http.server-duration", "http_server_duration"), ("2fast", "_2fast"), ("", "_"), ("ok_total", "ok_total"),
    ])
    func `names become ones that Prometheus allows`(name: String, sanitised: String) {
        #expect(MetricName.sanitised(name) == sanitised)
    }

    @Test func `series beyond the limit are counted and not kept`() {
        var limits = PrometheusRegistry.Limits()
        limits.seriesPerMetric = 2
        let registry = PrometheusRegistry(limits: limits)
        for id in 1...5 { registry.makeCounter(label: "ids_total", dimensions: [("id", "\(id)")]).increment(by: 1) }
        let text = registry.text()
        #expect(text.contains("ids_total{id=\"2\"} 1"))
        #expect(!text.contains("ids_total{id=\"3\"}"))
        #expect(text.contains("metrics_series_dropped_total 3"))
    }

    @Test func `a name that had another type does no harm`() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "thing", dimensions: []).increment(by: 1)
        registry.makeMeter(label: "thing", dimensions: []).set(Int64(9))
        #expect(registry.text().contains("thing 1\n"))
        #expect(registry.text().contains("metrics_series_dropped_total 1\n"))
    }

    @Test func `counters do not fall and ignore what is no number`() {
        let counter = CounterInstrument()
        counter.increment(by: Int64(2))
        counter.increment(by: Int64(-5))
        counter.increment(by: 0.5)
        counter.increment(by: Double.nan)
        counter.increment(by: Double.infinity)
        #expect(counter.value == 2.5)
    }

    @Test func `collectors run before every scrape`() {
        let registry = PrometheusRegistry()
        let gauge = registry.makeMeter(label: "level", dimensions: [])
        registry.beforeScrape { gauge.increment(by: 1) }
        #expect(registry.text().contains("level 1\n"))
        #expect(registry.text().contains("level 2\n"))
    }

    @Test func `the process tells its memory, its files and its version`() {
        let registry = PrometheusRegistry()
        ProcessMetrics.install(
            in: registry, process: ProcessIdentity(service: "identity", version: "1", environment: "local"))
        let text = registry.text()
        #expect(text.contains("build_info{environment=\"local\",service=\"identity\",version=\"1\"} 1\n"))
        for name in ["process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds"] {
            #expect(text.contains("\n\(name) "), "\(name)")
        }
    }
}
