import Events
import Foundation
import Postgres

/// What one transaction did, reported after its commit.
struct StepReport: Sendable {
    private(set) var counts: [InboxOutcome: Int] = [:]
    /// An event was applied whose successor may be waiting in a gap.
    var mayHeal = false
    var ignoredTypes: Set<EventType> = []
    var poisoned: [(event: IncomingEvent, reason: String)] = []

    mutating func count(_ outcome: InboxOutcome, _ number: Int = 1) {
        guard number > 0 else { return }
        counts[outcome, default: 0] += number
    }
}

/// The values of the `outcome` label of `inbox_outcomes_total`.
enum InboxOutcome: String, CaseIterable, Sendable {
    case applied, duplicate, stale, ignored, gap, parked, tombstone
}

/// One transaction of a subscription: claims, versions, handlers, outbox. All of it is set-based, except handlers that
/// take events one by one.
struct ConsumerStep: Sendable {
    let subscription: Subscription
    let database: Database
    private let inbox: InboxStore
    private let parked: ParkedStore

    init(_ subscription: Subscription, database: Database) {
        self.subscription = subscription
        self.database = database
        self.inbox = InboxStore(consumer: subscription.name)
        self.parked = ParkedStore(consumer: subscription.name)
    }

    /// The values that were fetched for events before their transaction.
    struct Preparation: Sendable {
        fileprivate let values: [EventType: any Sendable]
        fileprivate let moment: ContinuousClock.Instant

        /// Whether the values may still be used: for as long again as ``WaitingQuestions`` keeps answers, a minute in
        /// total at most.
        fileprivate var isFresh: Bool { moment.duration(to: .now) < .seconds(30) }
    }

    /// Handles events or leaves everything as it was.
    ///
    /// - Parameters:
    ///   - preparation: the values that an earlier try of the same events fetched. They are not fetched again for half
    ///     a minute, so that other services are not asked again and again while the database is unavailable.
    ///   - journal: the journal row to delete with the commit.
    func run(
        _ events: [IncomingEvent], unreadable: [UnreadableRecord] = [], preparation: inout Preparation?,
        clearing journal: AttemptJournal.Row? = nil
    ) async throws -> StepReport {
        let fresh: Preparation
        if let earlier = preparation, earlier.isFresh {
            fresh = earlier
        } else {
            fresh = Preparation(values: try await prepare(events), moment: .now)
            preparation = fresh
        }
        return try await commit(events, unreadable, condemned: [:], fresh.values, clearing: journal)
    }

    /// Parks an event without handling it.
    func park(_ event: IncomingEvent, because reason: String) async throws -> StepReport {
        try await commit([event], [], condemned: [event.id: reason], [:], clearing: nil)
    }

    private func commit(
        _ events: [IncomingEvent], _ unreadable: [UnreadableRecord], condemned: [UUID: String],
        _ prepared: [EventType: any Sendable], clearing journal: AttemptJournal.Row?
    ) async throws -> StepReport {
        try await database.transaction { transaction in
            if events.count > Self.lookupsAbove { try await transaction.lookUpByKeys() }
            let plan = try await plan(events, condemned: condemned, in: transaction)
            let report = try await settle(events, plan, unreadable, in: transaction)
            Failpoint.pass(.afterClaimBeforeHandler)
            let collection = OutboxCollection(for: transaction)
            try await OutboxCollection.$current.withValue(collection) {
                try await handle(zip(events, plan.verdicts).filter { $0.1 == .apply }.map(\.0), prepared, transaction)
            }
            try await collection.flush(in: transaction)
            if let journal { try await AttemptJournal.clear(journal, in: transaction) }
            Failpoint.pass(.afterHandlerBeforeCommit)
            return report
        }
    }

    private static let lookupsAbove = 50

    /// Asks other services before the transaction opens, so that no connection is held while they answer.
    private func prepare(_ events: [IncomingEvent]) async throws -> [EventType: any Sendable] {
        var prepared: [EventType: any Sendable] = [:]
        for (type, route) in subscription.routes {
            guard let prepare = route.prepare else { continue }
            let concerned = events.filter { $0.type == type && $0.isReadable }
            if !concerned.isEmpty { prepared[type] = try await prepare(concerned) }
        }
        return prepared
    }

    /// Gives consecutive events of one family to their handler at once, in order.
    private func handle(
        _ events: [IncomingEvent], _ prepared: [EventType: any Sendable], _ transaction: Transaction
    ) async throws {
        var rest = events[...]
        while let first = rest.first {
            guard let route = subscription.routes[first.type] else {
                rest = rest.dropFirst()
                continue
            }
            let run = Array(rest.prefix { subscription.routes[$0.type]?.family == route.family })
            rest = rest.dropFirst(run.count)
            if run.count == 1 {
                try await MessageContext.handling(first.metadata) {
                    try await route.perform(run, prepared[first.type], transaction)
                }
            } else {
                try await route.perform(run, prepared[first.type], transaction)
            }
        }
    }
}

// MARK: - What becomes of each event

extension ConsumerStep {
    private func plan(
        _ events: [IncomingEvent], condemned: [UUID: String], in transaction: Transaction
    ) async throws -> BatchPlan {
        let arrivals = events.filter { $0.origin == .record }
        let retries = events.filter { $0.origin != .record }
        var claimed = try await parked.lock(retries.map(\.id), in: transaction)
        if subscription.inbox == .claimed {
            claimed.formUnion(
                try await inbox.claim(
                    arrivals.map { ($0.id, $0.content == nil ? .ignored : .applied) }, in: transaction))
        }
        let subjects = Array(Set(events.map(\.subject)))
        let blocked = try await parked.blocked(among: subjects, in: transaction)
        let ordered = Array(Set(events.filter { $0.version != nil }.map(\.subject)))
        let versions = try await inbox.versions(of: ordered, in: transaction)
        let plan = BatchPlan(
            events, claimed: claimed, repeatsAllowed: subscription.inbox == .leftToHandler, versions: versions,
            blocked: blocked, condemned: condemned)
        try await inbox.move(plan.touched, from: versions, to: plan.versions, in: transaction)
        return plan
    }

    /// Writes the verdicts of the plan, before handlers run: all but the effect of the events that are applied.
    private func settle(
        _ events: [IncomingEvent], _ plan: BatchPlan, _ unreadable: [UnreadableRecord], in transaction: Transaction
    ) async throws -> StepReport {
        var report = StepReport()
        var outcomes: [(id: UUID, outcome: InboxStore.Outcome)] = []
        var arrivals = unreadable.map(ParkedStore.Arrival.init)
        var done: [IncomingEvent] = []
        for (event, verdict) in zip(events, plan.verdicts) {
            report.count(verdict, for: event, gaps: plan.versions[event.subject]?.gaps ?? 0)
            if let outcome = verdict.inboxOutcome(for: event.origin) { outcomes.append((event.id, outcome)) }
            if let arrival = ParkedStore.Arrival(event, verdict) { arrivals.append(arrival) }
            if event.origin != .record, verdict.isFinal { done.append(event) }
        }
        report.count(.parked, unreadable.count)
        _ = try await inbox.claim(unreadable.map { ($0.id, .parked) }, in: transaction)
        try await inbox.record(outcomes, in: transaction)
        try await parked.park(arrivals, in: transaction)
        try await parked.remove(done.map(\.id), in: transaction)
        // This includes a key whose waiting event turned into a gap: the key has no poison any more.
        let retried = Set(
            events.filter { $0.origin == .parked(.poison) || $0.origin == .parked(.waiting) }.map(\.subject))
        try await parked.unblock(retried.sorted(), in: transaction)
        return report
    }
}

extension IncomingEvent {
    fileprivate var isReadable: Bool {
        if case .success = content { true } else { false }
    }
}

extension BatchPlan.Verdict {
    /// Whether nothing more will happen to the event.
    fileprivate var isFinal: Bool {
        switch self {
        case .apply, .ignore, .stale: true
        case .duplicate, .gap, .poison, .waiting, .hold: false
        }
    }

    /// The outcome that the inbox must record beyond the claim.
    fileprivate func inboxOutcome(for origin: IncomingEvent.Origin) -> InboxStore.Outcome? {
        switch self {
        case .apply: origin == .record ? nil : .applied
        case .ignore: origin == .record ? nil : .ignored
        case .stale: .stale
        case .gap: .gap
        case .poison, .waiting: .parked
        case .duplicate, .hold: nil
        }
    }
}

extension ParkedStore.Arrival {
    fileprivate init(_ unreadable: UnreadableRecord) {
        self.init(
            id: unreadable.id, kind: .poison, record: unreadable.record, key: nil, version: nil, type: nil,
            reason: unreadable.reason)
    }

    fileprivate init?(_ event: IncomingEvent, _ verdict: BatchPlan.Verdict) {
        let (kind, reason): (ParkedKind, String)
        switch verdict {
        case .gap: (kind, reason) = (.gap, "an earlier version of its key is missing")
        case .waiting: (kind, reason) = (.waiting, "an earlier event of its key is parked")
        case .poison(let why): (kind, reason) = (.poison, why)
        case .apply, .ignore, .duplicate, .stale, .hold: return nil
        }
        self.init(
            id: event.id, kind: kind, record: event.record, key: event.subject.key, version: event.version,
            type: event.type.rawValue, reason: reason)
    }
}

extension StepReport {
    fileprivate mutating func count(_ verdict: BatchPlan.Verdict, for event: IncomingEvent, gaps: Int32) {
        switch verdict {
        case .apply: count(.applied)
        case .ignore:
            count(.ignored)
            ignoredTypes.insert(event.type)
        case .duplicate: count(.duplicate)
        case .stale: count(.stale)
        case .gap: count(.gap)
        case .poison(let reason):
            count(.parked)
            poisoned.append((event, reason))
        case .waiting: count(.parked)
        case .hold: break
        }
        if verdict == .apply || verdict == .ignore, gaps > 0 { mayHeal = true }
    }
}
