import Events
import Foundation

/// How far a subscription has come with one key.
struct AppliedVersion: Hashable, Sendable {
    var version: Int64 = 0
    /// How many later events wait for one that is missing.
    var gaps: Int32 = 0
}

/// What happens to each event of a batch, decided from what the database knew when the batch began. Pure.
struct BatchPlan {
    enum Verdict: Hashable {
        case apply
        /// No handler of this subscription handles it. Its version counts all the same.
        case ignore
        case duplicate
        case stale
        /// An earlier version of its key is missing.
        case gap
        case poison(reason: String)
        /// Its key waits behind a poison event.
        case waiting
        /// It is parked already and stays parked.
        case hold
    }

    private(set) var verdicts: [Verdict] = []
    private(set) var versions: [Subject: AppliedVersion]
    /// Keys whose row in `applied_version` must be written, even if only to lock it.
    private(set) var touched: Set<Subject> = []

    private var unclaimed: Set<UUID>
    private var blocked: Set<Subject>
    private let condemned: [UUID: String]

    /// - Parameters:
    ///   - claimed: the ids that this transaction has claimed; an event without its claim is a duplicate.
    ///   - versions: the stored versions of the keys of ordered events.
    ///   - blocked: keys behind a poison event.
    ///   - condemned: events that failed too often, with the reason.
    init(
        _ events: [IncomingEvent], claimed: Set<UUID>, repeatsAllowed: Bool = false,
        versions: [Subject: AppliedVersion], blocked: Set<Subject>, condemned: [UUID: String] = [:]
    ) {
        self.unclaimed = claimed
        self.versions = versions
        self.blocked = blocked
        self.condemned = condemned
        verdicts.reserveCapacity(events.count)
        self.versions.reserveCapacity(events.count)
        touched.reserveCapacity(events.count)
        for event in events {
            let hasClaim = repeatsAllowed && event.origin == .record || unclaimed.remove(event.id) != nil
            let verdict = hasClaim ? judge(event) : .duplicate
            settle(event, verdict)
            verdicts.append(verdict)
        }
    }

    private func judge(_ event: IncomingEvent) -> Verdict {
        // A replayed event is itself what blocks the key.
        let isReplayed = event.origin == .parked(.poison) || event.origin == .parked(.waiting)
        if blocked.contains(event.subject), !isReplayed {
            return event.origin == .record ? .waiting : .hold
        }
        if let version = event.version {
            let known = versions[event.subject]?.version ?? 0
            if version <= known { return .stale }
            if event.ordering == .dense, version - 1 > known {
                return event.origin == .parked(.gap) ? .hold : .gap
            }
        }
        if let reason = condemned[event.id] { return .poison(reason: reason) }
        switch event.content {
        case .success: return .apply
        case .failure(let problem): return .poison(reason: problem.description)
        case nil: return .ignore
        }
    }

    private mutating func settle(_ event: IncomingEvent, _ verdict: Verdict) {
        if case .poison = verdict { blocked.insert(event.subject) }
        guard let version = event.version, verdict != .duplicate, verdict != .hold else { return }
        var known = versions[event.subject] ?? AppliedVersion()
        if verdict == .gap { known.gaps += 1 }
        if event.origin == .parked(.gap) { known.gaps = max(0, known.gaps - 1) }
        if verdict == .apply || verdict == .ignore { known.version = version }
        // A gap writes its row even if nothing changes, so that a transaction that closes the gap sees the waiting
        // event.
        guard verdict == .gap || known != (versions[event.subject] ?? AppliedVersion()) else { return }
        versions[event.subject] = known
        touched.insert(event.subject)
    }
}
