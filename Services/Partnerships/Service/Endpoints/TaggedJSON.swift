import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary
import Web

/// A stored answer with an entity tag: who has it already is told so, and not sent it again.
///
/// The tag is weak, as it always was: it follows from the bytes before any compression on the way.
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

    /// Whether one of the tags of an `If-None-Match` is ours. Weak and strong ones are not told apart here.
    private static func names(_ tag: String, in condition: String) -> Bool {
        condition.split(separator: ",").contains { listed in
            let listed = listed.filter { !$0.isWhitespace }
            return listed == "*" || listed == "\"\(tag)\"" || listed == "W/\"\(tag)\""
        }
    }
}
