import Foundation
import Hummingbird
import Vocabulary
import Web

/// The query of a list, in the grammar that all lists share.
///
/// Each part is read by the endpoint that uses it, since a list ignores filters that it does not have, however
/// malformed. Lists read filters before they read the window: of two mistakes, providers are shown the first, as they
/// always were.
struct ListRequest: Sendable {
    let filter: FilterParameters
    private let parameters: QueryParameters

    /// - Throws: the refusal of a `filter` in a shape that no endpoint takes.
    init(_ request: Request) throws(Problem) {
        parameters = QueryParameters(request.uri.query)
        do {
            filter = try FilterParameters(parameters)
        } catch {
            throw .filterIsNoHash
        }
    }

    /// The contract periods to filter by; nil if any will do.
    var cohorts: [Int]? {
        filter.list("cohort", where: { $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } })?.compactMap { Int($0) }
    }

    /// The time since which documents must have changed; nil if any will do.
    var updatedSince: Date? {
        get throws(Problem) {
            guard let text = filter.text("updated_since") else { return nil }
            guard let instant = QueryInstant.parse(text) else { throw .updatedSinceMalformed }
            return instant
        }
    }

    /// The page and its order.
    var window: ListWindow {
        get throws(Problem) {
            let paging: Paging
            do {
                paging = try Paging(parameters)
            } catch {
                throw .pageMalformed
            }
            let keys = SortKey.parse(parameters, allowed: ["created_at", "updated_at"])
            return ListWindow(
                order: keys.map {
                    ListWindow.Order(
                        column: $0.name == "updated_at" ? .updatedAt : .createdAt, isDescending: $0.isDescending)
                },
                limit: paging.perPage, offset: paging.offset)
        }
    }
}
