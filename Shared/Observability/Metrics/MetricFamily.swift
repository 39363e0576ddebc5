/// All series of one name.
struct MetricFamily: Sendable {
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    enum Series: Sendable {
        case counter(CounterInstrument)
        case gauge(GaugeInstrument)
        case histogram(HistogramInstrument)

        var counter: CounterInstrument? {
            if case .counter(let counter) = self { counter } else { nil }
        }

        var gauge: GaugeInstrument? {
            if case .gauge(let gauge) = self { gauge } else { nil }
        }

        var histogram: HistogramInstrument? {
            if case .histogram(let histogram) = self { histogram } else { nil }
        }

        func isBacked(by instrument: AnyObject) -> Bool {
            switch self {
            case .counter(let counter): counter === instrument
            case .gauge(let gauge): gauge === instrument
            case .histogram(let histogram): histogram === instrument
            }
        }
    }

    let name: String
    let kind: Kind
    var series: [MetricLabels: Series] = [:]

    init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
