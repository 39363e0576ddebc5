import Foundation

/// How much is done at once. Durations are in seconds.
struct SendingLimits: Sendable {
    var batch = 64
    /// No more e-mails than these are looked for before others are sent again, so that it takes the time of one request.
    var requestsAtOnce = 16
    /// Longer than all requests of a batch can take, at ten seconds each: only a process that is gone lets it pass.
    var lease: TimeInterval = 45
    /// The most that a request takes, as `NotifyClient` sees to. One that could outlast the lease is not made.
    var requestTime: TimeInterval = 10
    /// How long a letter waits for the name of its school.
    var patienceForSchools: TimeInterval = 600
    /// How often the ledger is looked at while nothing rings.
    var idle: Duration = .seconds(2)
}
