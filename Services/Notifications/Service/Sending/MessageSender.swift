import Foundation
import Logging
import Messaging
import NotificationsDomain
import Postgres
import ServiceLifecycle
import Synchronization
import Vocabulary

/// Sends the e-mails that the ledger owes, and finds out what happened to them.
///
/// A request is announced in one transaction, made outside of any, and its outcome is recorded in another. Several
/// processes may do this at once.
final class MessageSender: Service {
    private let database: Database
    private let outbox: Outbox
    private let notify: NotifyClient
    private let links: Links
    private let policy: RetryPolicy
    private let limits: SendingLimits
    private let alarm: Alarm
    private let logger: Logger
    private let now: @Sendable () -> Date
    /// A clock that continues while the machine sleeps and that nobody can set.
    private let uptime: @Sendable () -> ContinuousClock.Instant
    private let ledger = LedgerStore()
    private let claims = ClaimStore()
    private let sendAgain: SendAgain
    private let hold: Hold
    /// No look-up begins before this moment, because Notify did not answer.
    private let lookingFrom = Mutex(Date.distantPast)

    init(
        database: Database, outbox: Outbox, notify: NotifyClient, links: Links, policy: RetryPolicy,
        limits: SendingLimits = SendingLimits(), alarm: Alarm, logger: Logger, now: @escaping @Sendable () -> Date,
        uptime: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.database = database
        self.outbox = outbox
        self.notify = notify
        self.links = links
        self.policy = policy
        self.limits = limits
        self.alarm = alarm
        self.logger = logger
        self.now = now
        self.uptime = uptime
        sendAgain = SendAgain(outbox: outbox, policy: policy)
        hold = Hold(policy: policy, logger: logger)
    }

    /// Runs until shutdown. Requests that are under way are awaited and recorded.
    func run() async throws {
        let alarm = alarm
        await withGracefulShutdownHandler {
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                await turn()
            }
        } onGracefulShutdown: {
            alarm.ring()
        }
    }

    private func turn() async {
        do {
            guard try await !pass() else { return }
            await alarm.sleep(atMost: limits.idle)
        } catch is CancellationError {
            return
        } catch {
            logger.warning(
                "E-mails wait for the database.",
                metadata: ["event": "email.waiting", "error_class": "\(type(of: error))", "error": "\(error)"])
            await alarm.sleep(atMost: limits.idle)
        }
    }

    /// Processes what is due, in one batch of each kind, and returns whether there were e-mails to send or to look up.
    func pass() async throws -> Bool {
        try await abandonLost()
        let sent = try await sendDue()
        let lookedFor = try await lookForDue()
        return sent || lookedFor
    }

    private func abandonLost() async throws {
        let date = now()
        let lookup = date.addingTimeInterval(policy.lookupWait)
        let count = try await database.transaction { transaction in
            try await claims.abandon(at: date, lookingAt: lookup, in: transaction)
        }
        guard count > 0 else { return }
        SendingMetrics.countAbandoned(count)
        logger.warning(
            "Requests to send e-mails were abandoned; their outcome is looked up.",
            metadata: ["event": "email.abandoned", "count": "\(count)"])
    }
}

extension MessageSender {
    private func sendDue() async throws -> Bool {
        let date = now()
        guard hold.isOver(at: date) else { return false }
        let lastStart = uptime() + .seconds(limits.lease - limits.requestTime)
        let batch = try await announce(at: date)
        guard !batch.sending.isEmpty else {
            hold.nothingIsDue()
            return batch.hasWithheld
        }
        let requests = await request(batch.sending, until: lastStart)
        Failpoint.pass(.afterForeignAnswerBeforeRecord)
        let end = now()
        let changes = requests.map { message, outcome in
            let step = message.entry.after(outcome, at: end, jitter: .random(in: 0...1), policy: policy)
            return Change(message.id, from: message.entry, step)
        }
        hold.learn(from: Array(zip(requests.map(\.1), changes)), at: end)
        try await record(changes, at: end)
        return true
    }

    /// Chooses what to send and marks it in the ledger, in one transaction.
    private func announce(at date: Date) async throws -> (sending: [Claimed], hasWithheld: Bool) {
        try await database.transaction { transaction in
            try await transaction.lookUpByKeys()
            let due = try await claims.lockDue(
                at: date, waitingForSchoolsSince: date.addingTimeInterval(-limits.patienceForSchools),
                limit: limits.batch, in: transaction)
            let reasons = try await ledger.reasonsToWithhold(due.map(\.id), at: date, in: transaction)
            let withheld = due.compactMap { message in
                reasons[message.id].map { Change(message.id, from: message.entry, Transition(.withheld), reason: $0) }
            }
            try await apply(withheld, at: date, in: transaction)
            let sending = try await claims.markSending(
                due.filter { reasons[$0.id] == nil }, until: date.addingTimeInterval(limits.lease), at: date,
                in: transaction)
            return (sending, !withheld.isEmpty)
        }
    }

    /// Makes the requests, a few at a time. Once an answer applies to every e-mail, or the service is to stop, the
    /// remaining e-mails are not tried.
    private func request(
        _ messages: [Claimed], until lastStart: ContinuousClock.Instant
    ) async -> [(Claimed, SendingOutcome)] {
        await withTaskGroup(of: (Claimed, SendingOutcome).self) { group in
            var waiting = messages.makeIterator()
            var outcomes: [(Claimed, SendingOutcome)] = []
            for _ in 0..<limits.requestsAtOnce {
                guard let message = waiting.next() else { break }
                group.addTask { await (message, self.request(message, until: lastStart)) }
            }
            var answers = Answers()
            for await (message, outcome) in group {
                outcomes.append((message, outcome))
                answers.add(outcome)
                guard answers.obstacle == nil, !Task.isShuttingDownGracefully, let next = waiting.next() else {
                    continue
                }
                group.addTask { await (next, self.request(next, until: lastStart)) }
            }
            while let message = waiting.next() {
                outcomes.append((message, .notTried))
            }
            return outcomes
        }
    }

    /// Makes one request, unless it would begin too late. A process that was suspended, or whose machine slept, may
    /// find that another process has marked its e-mails as lost.
    private func request(_ message: Claimed, until lastStart: ContinuousClock.Instant) async -> SendingOutcome {
        guard uptime() < lastStart else { return .notTried }
        let letter = letter(
            for: message.purpose, to: message.recipientName, schoolName: message.schoolName, links: links)
        let outcome = await notify.send(letter, to: message.emailAddress, reference: message.reference)
        SendingMetrics.count(outcome)
        if case .refused(let reason) = outcome {
            logger.error(
                "GOV.UK Notify refuses an e-mail for good.",
                metadata: [
                    "event": "email.refused", "message.id": "\(message.id)", "reason": "\(reason.rawValue)",
                    "hint":
                        "Have the school give the right address; messages list --reason \(reason.rawValue) names it.",
                ])
        }
        return outcome
    }
}

extension MessageSender {
    private func lookForDue() async throws -> Bool {
        let date = now()
        guard !Task.isShuttingDownGracefully, lookingFrom.withLock({ $0 }) <= date else { return false }
        let claimed = try await database.transaction { transaction in
            try await claims.claimLookups(
                at: date, until: date.addingTimeInterval(limits.lease), limit: limits.requestsAtOnce, in: transaction)
        }
        guard !claimed.isEmpty else { return false }
        let outcomes = await lookFor(claimed.map(\.reference))
        let end = now()
        let changes = claimed.map { message in
            let outcome = outcomes[message.reference] ?? .unavailable(.notTried)
            return Change(message.id, from: message.entry, message.entry.after(outcome, at: end, policy: policy))
        }
        let unanswered = outcomes.values.compactMap(\.reasonWithoutAnswer)
        if let reason = unanswered.first(where: \.needsSomebody) ?? unanswered.first {
            pauseLookups(because: reason, unanswered: unanswered.count, at: end)
        }
        try await record(changes, at: end)
        for change in changes where change.transition.state == .planned && change.attempt > 0 {
            SendingMetrics.countResent()
        }
        return true
    }

    /// Looks for all e-mails at once, because sending waits for it.
    private func lookFor(_ references: [EmailReference]) async -> [EmailReference: LookupOutcome] {
        await withTaskGroup(of: (EmailReference, LookupOutcome).self) { group in
            for reference in references {
                group.addTask { (reference, await self.notify.find(reference: reference)) }
            }
            return await group.reduce(into: [:]) { outcomes, found in outcomes[found.0] = found.1 }
        }
    }

    private func pauseLookups(because reason: SendingOutcome, unanswered count: Int, at date: Date) {
        lookingFrom.withLock { $0 = date.addingTimeInterval(policy.pauseOfLookups) }
        let facts: Logger.Metadata = [
            "event": "email.lookup_unanswered", "count": "\(count)",
            "retry_in_ms": "\(Int(policy.pauseOfLookups * 1_000))",
        ]
        logger.log(
            level: reason.needsSomebody ? .error : .warning,
            "GOV.UK Notify does not say which e-mails it has. Those whose outcome is uncertain wait.",
            metadata: facts.merging(reason.facts) { fact, _ in fact })
    }

    private func record(_ changes: [Change], at date: Date) async throws {
        try await database.transaction { transaction in
            try await transaction.lookUpByKeys()
            try await apply(changes, at: date, in: transaction)
        }
    }

    private func apply(_ changes: [Change], at date: Date, in transaction: Transaction) async throws {
        let applied = try await ledger.apply(changes, at: date, in: transaction)
        try await outbox.append(applied.compactMap(\.entry), in: transaction)
        try await sendAgain(after: applied, at: date, in: transaction)
    }
}

extension LookupOutcome {
    fileprivate var reasonWithoutAnswer: SendingOutcome? {
        if case .unavailable(let reason) = self { reason } else { nil }
    }
}
