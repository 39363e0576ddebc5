import Events
package import Foundation
package import Messaging
package import Postgres
import RegistrationDomain
import Vocabulary

/// Decisions of operators about schools that Get Information About Schools does not cover.
package struct SchoolDesk: Sendable {
    /// A request that cannot be carried out.
    package struct Refused: Error, CustomStringConvertible {
        package let description: String
    }

    /// The state of a school after a request to mark or unmark it.
    package struct Marked: Hashable, Sendable {
        /// False if the school already was in the requested state.
        package let isNews: Bool
        /// Whether its training is funded, because of the mark or of what Get Information About Schools says.
        package let isEligible: Bool
    }

    private let database: Database
    private let outbox: Outbox
    private let now: @Sendable () -> Date
    private let schools = SchoolStore()

    package init(database: Database, outbox: Outbox, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.outbox = outbox
        self.now = now
    }

    /// Marks a school as eligible or removes the mark, and publishes the school if that changes what is published.
    ///
    /// - Throws: ``Refused``, which says why.
    package func mark(
        _ urn: String, asEligible isMarked: Bool, because reason: String, actor: String
    ) async throws -> Marked {
        let urn = try parsed(urn)
        guard !reason.allSatisfy(\.isWhitespace) else { throw Refused(description: "Say why, in a few words.") }
        let moment = now()
        return try await database.transaction { transaction in
            // These locks determine the order in which changes of a school are published.
            try await schools.lock([urn], in: transaction)
            let entry = try await schools.load([urn], in: transaction)[urn]
            switch marking(entry?.standing ?? .unknown, asEligible: isMarked) {
            case .refused(let reason): throw Refused(description: reason.detail)
            case .marked(let school):
                guard let before = entry?.record, before.school != school else {
                    return Marked(isNews: false, isEligible: school.isEligible)
                }
                var after = before
                after.school = school
                try await schools.saveMark(of: school, because: reason, actor: actor, at: moment, in: transaction)
                let snapshot = SchoolUpdated(after)
                if snapshot != SchoolUpdated(before) { try await outbox.append(snapshot, in: transaction) }
                return Marked(isNews: true, isEligible: school.isEligible)
            }
        }
    }

    private func parsed(_ text: String) throws -> URN {
        do {
            return try URN(parsing: text)
        } catch {
            throw Refused(description: RefusalReason.notAURN.detail)
        }
    }
}
