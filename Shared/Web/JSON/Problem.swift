package import HTTPTypes
package import Hummingbird

/// A response that ends a request early: an endpoint throws it, and it is sent unchanged.
package struct Problem: Error, Sendable {
    package let status: HTTPResponse.Status
    package let body: StoredJSON
    package let headers: HTTPFields

    package init(_ status: HTTPResponse.Status, body: StoredJSON, headers: HTTPFields = [:]) {
        self.status = status
        self.body = body
        self.headers = headers
    }

    /// A problem with a list: `{"errors":[{"title":…,"detail":…},…]}`.
    package init(_ status: HTTPResponse.Status, errors: [Detail], headers: HTTPFields = [:]) {
        let items = errors.map { "{\"title\":\(jsonText($0.title)),\"detail\":\(jsonText($0.detail))}" }
        self.init(status, body: StoredJSON("{\"errors\":[\(items.joined(separator: ","))]}"), headers: headers)
    }

    /// A problem in one sentence: `{"error":…}`.
    package init(_ status: HTTPResponse.Status, error: String, headers: HTTPFields = [:]) {
        self.init(status, body: StoredJSON("{\"error\":\(jsonText(error))}"), headers: headers)
    }

    /// One thing that is wrong.
    package struct Detail: Hashable, Sendable {
        package let title: String
        package let detail: String

        package init(title: String, detail: String) {
            self.title = title
            self.detail = detail
        }
    }
}

extension Problem: HTTPResponseError {
    package func response(from request: Request, context: some RequestContext) -> Response {
        body.response(status: status, headers: headers)
    }
}
