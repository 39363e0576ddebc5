/// The settings of `serve` that every service has, read before anything is begun.
struct ServingSettings: Sendable {
    let host: String
    let internalPort: Int
    /// None where the service has no public API.
    let publicPort: Int?
    let drainWait: Duration
    let kafkaInstance: String?

    init(_ settings: Settings, servesPublicAPI: Bool) throws(SettingProblem) {
        host = try settings.value(of: StandardSettings.host)
        internalPort = try settings.value(of: StandardSettings.internalPort)
        publicPort = servesPublicAPI ? try settings.value(of: StandardSettings.publicPort) : nil
        drainWait = .milliseconds(try settings.value(of: StandardSettings.drainWait))
        kafkaInstance = try settings.valueIfSet(of: StandardSettings.kafkaInstance)
    }
}
