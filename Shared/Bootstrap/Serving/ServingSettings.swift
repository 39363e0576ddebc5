import Web

/// The settings of `serve` that every service has, read before anything is started.
struct ServingSettings: Sendable {
    let host: String
    let internalPort: Int
    /// `nil` if the service has no public API.
    let publicPort: Int?
    let connections: ConnectionLimits
    let drainWait: Duration
    let kafkaInstance: String?

    init(_ settings: Settings, servesPublicAPI: Bool) throws(SettingProblem) {
        host = try settings.value(of: StandardSettings.host)
        internalPort = try settings.value(of: StandardSettings.internalPort)
        publicPort = servesPublicAPI ? try settings.value(of: StandardSettings.publicPort) : nil
        guard publicPort != internalPort || internalPort == 0 else {
            throw .malformed(StandardSettings.publicPort.documentation, mustBe: "another port than INTERNAL_PORT")
        }
        var connections = ConnectionLimits()
        connections.connectionsPerAddress = try settings.value(of: StandardSettings.connectionsPerAddress)
        let room = OpenFiles.connectionsOfOnePort(limit: OpenFiles.raiseLimit())
        connections.connections = min(connections.connections, room)
        self.connections = connections
        drainWait = .milliseconds(try settings.value(of: StandardSettings.drainWait))
        kafkaInstance = try settings.valueIfSet(of: StandardSettings.kafkaInstance)
    }
}
