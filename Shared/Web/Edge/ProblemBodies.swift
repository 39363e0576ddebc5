package import HTTPTypes

/// The bodies of responses that no endpoint decided: unknown routes, crashes, oversize bodies, refused requests.
package struct ProblemBodies: Sendable {
    package let body: @Sendable (HTTPResponse.Status) -> StoredJSON

    package init(body: @escaping @Sendable (HTTPResponse.Status) -> StoredJSON) {
        self.body = body
    }

    /// `{"error":"<words of the status>"}`. For a missing route and a crash, the words are those that providers know.
    package static let plain = ProblemBodies { status in
        let words =
            switch status {
            case .notFound: "Resource not found"
            case .internalServerError: "Internal server error"
            default: status.reasonPhrase
            }
        return StoredJSON("{\"error\":\(jsonText(words))}")
    }

    func response(_ status: HTTPResponse.Status, headers: HTTPFields = [:]) -> Problem {
        Problem(status, body: body(status), headers: headers)
    }
}
