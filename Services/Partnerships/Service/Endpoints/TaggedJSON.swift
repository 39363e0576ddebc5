import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary
import Web

/// A stored answer with an entity tag. A client that already has the answer receives 304 instead of the body.
///
/// The tag is weak, as it always was: it is derived from the bytes before any compression on the way.
struct TaggedJSON: ResponseGenerator {
    private let answer: StoredJSON

    init(_ answer: StoredJSON) {
        self.answer = answer
    }

    func response(from request: Request, context: some RequestContext) -> Response {
        let tag = Base64URL.encode(SHA256.hash(data: answer.body.readableBytesView).prefix(16))
        let headers: HTTPFields = [.eTag: "W/\"\(tag)\""]
        guard let condition = request.headers[.ifNoneMatch], Self.names(tag, in: condition) else {
            return answer.response(headers: headers)
        }
        return Response(status: .notModified, headers: headers)
    }

    /// Returns whether one of the tags of an `If-None-Match` is this one. Weak and strong tags are not distinguished
    /// here.
    private static func names(_ tag: String, in condition: String) -> Bool {
        condition.split(separator: ",").contains { listed in
            let listed = listed.filter { !$0.isWhitespace }
            return listed == "*" || listed == "\"\(tag)\"" || listed == "W/\"\(tag)\""
        }
    }
}
