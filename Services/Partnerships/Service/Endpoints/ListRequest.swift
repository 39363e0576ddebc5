import Foundation
import Hummingbird
import Vocabulary
import Web

/// What the query of a list asks for, in the grammar that all lists share.
struct ListRequest: Sendable {
    let filter: FilterParameters
    let window: ListWindow
    let updatedSince: Date?

    init(_ request: Request) throws(Problem) {
        let parameters = QueryParameters(request.uri.query)
        filter = try ListRequest.filter(parameters)
        window = try ListRequest.window(parameters)
        updatedSince = try ListRequest.instant(filter.text("updated_since"))
    }

    static func filter(_ request: Request) throws(Problem) -> FilterParameters {
        try filter(QueryParameters(request.uri.query))
    }

    /// The contract periods that are asked for; nil where any will do.
    var cohorts: [Int]? {
        filter.list("cohort", where: { $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } })?.compactMap { Int($0) }
    }

    private static func filter(_ parameters: QueryParameters) throws(Problem) -> FilterParameters {
        do {
            return try FilterParameters(parameters)
        } catch {
            throw .filterIsNoHash
        }
    }

    private static func window(_ parameters: QueryParameters) throws(Problem) -> ListWindow {
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

    private static func instant(_ text: String?) throws(Problem) -> Date? {
        guard let text else { return nil }
        guard let instant = QueryInstant.parse(text) else { throw .updatedSinceMalformed }
        return instant
    }
}
