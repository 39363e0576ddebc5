import Foundation

/// The amount of work that is done at once. Durations are in seconds.
struct SendingLimits: Sendable {
    var batch = 64
    /// The number of requests at a time. It also limits how many e-mails are looked up before others are sent again, so
    /// that a look-up takes no longer than one request.
    var requestsAtOnce = 16
    /// Longer than all requests of a batch can take, at ten seconds each, so that only the lease of a process that is
    /// gone ends.
    var lease: TimeInterval = 45
    /// The longest time that a request takes, as `NotifyClient` ensures. A request that could outlast the lease is not
    /// made.
    var requestTime: TimeInterval = 10
    /// How long a letter waits for the name of its school.
    var patienceForSchools: TimeInterval = 600
    /// How often the ledger is checked while no alarm rings.
    var idle: Duration = .seconds(2)
}
