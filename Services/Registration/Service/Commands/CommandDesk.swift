import Crypto
import Events
import Foundation
import Messaging
import Metrics
import Postgres
import RegistrationDomain
import Vocabulary

/// Ensures that every command has exactly one outcome, however often and by whomever it is sent.
struct CommandDesk: Sendable {
    private let commands = CommandStore()
    let outbox: Outbox

    /// A command as it arrived.
    struct Incoming: Hashable, Sendable {
        let id: String
        /// The type without its prefix: `registration.ect.register`.
        let kind: String
        let digest: [UInt8]
        let metadata: EventMetadata
        /// The id of the person who asks, if the command gives one that can be stored.
        let requestedBy: String?

        init<C: Command>(_ received: Received<C>) {
            let command = received.event
            requestedBy = requester(command.requestedBy)
            // The outcome needs an id, and the id of the event is the only other one that the sender knows. That the
            // command's own id is unusable is among the reasons.
            id = objection(toCommandID: command.commandID) == nil ? command.commandID : received.metadata.id.lowercase
            kind = String(C.type.rawValue.dropFirst(EventType.prefix.count))
            digest = Array(SHA256.hash(data: received.body))
            metadata = received.metadata
        }

        var bodyDigest: String { digest.hexadecimal }

        var key: CommandKey { CommandKey(id) }

        var content: CommandStore.Content { .init(kind: kind, digest: digest) }
    }

    /// The result of a command.
    struct Conclusion: Sendable {
        let command: Incoming
        let verdict: Verdict

        enum Verdict: Sendable {
            case accepted(urn: URN, trn: TRN?, placementID: PlacementID?)
            case refused([RefusalReason])
        }
    }

    /// A command that is to be carried out.
    struct Admitted<C: Command>: Sendable {
        let received: Received<C>
        let incoming: Incoming
    }

    /// Returns the commands that are to be carried out: those whose id was not used before.
    ///
    /// The same command is skipped when it arrives again, because its outcome is final. A different command under a
    /// used id is recorded and published as a conflict, once.
    func admit<C: Command>(
        _ received: [Received<C>], in transaction: Transaction
    ) async throws -> [Admitted<C>] {
        let incoming = received.map(Incoming.init)
        let verdicts = try await verdicts(on: incoming, in: transaction)
        return zip(zip(received, incoming), verdicts).compactMap { command, isAdmitted in
            isAdmitted ? Admitted(received: command.0, incoming: command.1) : nil
        }
    }

    private func verdicts(on incoming: [Incoming], in transaction: Transaction) async throws -> [Bool] {
        let firsts = Dictionary(incoming.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let claimed = try await commands.claim(
            firsts.values.map { .init(id: $0.id, content: $0.content, requestedBy: $0.requestedBy) }, in: transaction)
        var known = firsts.filter { claimed.contains($0.key) }.mapValues(\.content)
        let older = firsts.values.filter { !claimed.contains($0.key) }
        known.merge(try await commands.contents(of: older.map(\.id), in: transaction)) { $1 }

        var open = claimed
        var conflicts: [(Incoming, first: [UInt8])] = []
        let admitted = incoming.map { command in
            if let first = known[command.key], first != command.content {
                conflicts.append((command, first.digest))
                return false
            }
            return open.remove(command.key) != nil
        }
        try await tellOfConflicts(conflicts, in: transaction)
        return admitted
    }

    private func tellOfConflicts(_ conflicts: [(Incoming, first: [UInt8])], in transaction: Transaction) async throws {
        let new = try await commands.recordConflicts(
            conflicts.map { ($0.0.id, $0.0.digest, $0.first) }, in: transaction)
        var told: Set<CommandStore.ConflictKey> = []
        var entries: [OutboxEntry] = []
        for (command, first) in conflicts {
            let key = CommandStore.ConflictKey(command: command.key, digest: command.digest)
            guard new.contains(key), told.insert(key).inserted else { continue }
            entries.append(
                OutboxEntry(
                    CommandConflicted(
                        commandID: command.id, command: command.kind, bodyDigest: command.bodyDigest,
                        firstBodyDigest: first.hexadecimal),
                    causedBy: command.metadata))
            count(command.kind, "conflicted", after: transaction)
        }
        try await outbox.append(entries, in: transaction)
    }

    /// Records outcomes and publishes them.
    func conclude(_ conclusions: [Conclusion], in transaction: Transaction) async throws {
        try await commands.record(conclusions.map(\.outcome), in: transaction)
        try await outbox.append(
            conclusions.map { OutboxEntry($0.event, causedBy: $0.command.metadata) }, in: transaction)
        for conclusion in conclusions {
            count(conclusion.command.kind, conclusion.outcome.isAccepted ? "accepted" : "refused", after: transaction)
        }
    }

    private func count(_ kind: String, _ outcome: String, after transaction: Transaction) {
        transaction.afterCommit {
            Counter(label: "commands_total", dimensions: [("kind", kind), ("outcome", outcome)]).increment()
        }
    }
}

extension CommandDesk.Conclusion {
    fileprivate var outcome: CommandStore.Outcome {
        switch verdict {
        case .accepted(_, _, let placementID):
            CommandStore.Outcome(id: command.id, isAccepted: true, placementID: placementID, reasonCodes: [])
        case .refused(let reasons):
            CommandStore.Outcome(
                id: command.id, isAccepted: false, placementID: nil, reasonCodes: reasons.map(\.code))
        }
    }

    fileprivate var event: any Event {
        switch verdict {
        case .accepted(let urn, let trn, let placementID):
            CommandAccepted(
                commandID: command.id, command: command.kind, urn: urn, trn: trn, placementID: placementID,
                bodyDigest: command.bodyDigest, requestedBy: command.requestedBy)
        case .refused(let reasons):
            CommandRefused(
                commandID: command.id, command: command.kind,
                reasons: reasons.map { Refusal(code: $0.code, field: $0.field?.rawValue, detail: $0.detail) },
                bodyDigest: command.bodyDigest, requestedBy: command.requestedBy)
        }
    }
}

extension EventType {
    fileprivate static let prefix = "uk.gov.education."
}

extension Sequence<UInt8> {
    fileprivate var hexadecimal: String {
        let digits = Array("0123456789abcdef")
        return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
