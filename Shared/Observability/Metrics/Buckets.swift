/// The fixed bounds of histograms, by the unit at the end of their name.
enum Buckets {
    static let seconds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// For durations of minutes or days.
    static let patientSeconds: [Double] = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400, 259_200]
    static let bytes: [Double] = [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576]
    static let counts: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]

    static func bounds(of name: String) -> [Double] {
        if name.hasSuffix("_delivery_seconds") { return patientSeconds }
        if name.hasSuffix("_seconds") || name.hasSuffix(".duration") { return seconds }
        return name.hasSuffix("_bytes") ? bytes : counts
    }
}
