import Events
package import Foundation
package import Messaging
package import Postgres
import RegistrationDomain
import Vocabulary

/// What operators decide about schools, in place of Get Information About Schools.
package struct SchoolDesk: Sendable {
    /// What was asked for cannot be done.
    package struct Refused: Error, CustomStringConvertible {
        package let description: String
    }

    /// How a school stands after it was marked.
    package struct Marked: Hashable, Sendable {
        /// False where it was marked, or not, already.
        package let isNews: Bool
        /// Whether its training is funded, by the mark or by what Get Information About Schools says.
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

    /// Marks a school as eligible or takes the mark away, and tells everybody of the school where that changes it.
    ///
    /// - Throws: ``Refused``, which says why.
    package func mark(
        _ urn: String, asEligible isMarked: Bool, because reason: String, actor: String
    ) async throws -> Marked {
        let urn = try parsed(urn)
        guard !reason.allSatisfy(\.isWhitespace) else { throw Refused(description: "Say why, in a few words.") }
        let moment = now()
        return try await database.transaction { transaction in
            // The order of these locks is the order in which everybody hears of a school.
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
