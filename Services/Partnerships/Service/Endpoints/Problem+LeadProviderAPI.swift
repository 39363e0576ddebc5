import HTTPTypes
import PartnershipsDomain
import Web

// The bodies of refusals. Lead providers' systems match some of them word for word.
extension Problem {
    static let accessDenied = Problem(.unauthorized, error: "HTTP Token: Access denied")

    static let notFound = Problem(
        .notFound,
        errors: [.init(title: "Resource not found", detail: "Nothing could be found for the provided details")])

    static let filterIsNoHash = badParameter("Filter must be a hash")
    static let cohortMissing = badParameter("The filter '#/cohort' must be included in your request")

    static let updatedSinceMalformed = badRequest("The filter '#/updated_since' must be a valid ISO 8601 date")
    static let pageMalformed = badRequest(
        "The '#/page[page]' and '#/page[per_page]' parameter values must be a valid positive number")
    static let bodyMalformed = badRequest("Correct json data structure required. See API docs for reference.")

    init(_ errors: AttributeErrors) {
        self.init(
            .unprocessableContent,
            errors: errors.entries.map { .init(title: $0.attribute.rawValue, detail: $0.detail) })
    }

    private static func badRequest(_ detail: String) -> Problem {
        Problem(.badRequest, errors: [.init(title: "Bad request", detail: detail)])
    }

    private static func badParameter(_ detail: String) -> Problem {
        Problem(.badRequest, errors: [.init(title: "Bad parameter", detail: detail)])
    }
}
