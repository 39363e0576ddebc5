import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import PartnershipsDomain
import Web

/// The attributes in the body of a write: `{"data":{"attributes":{…}}}`, or the same as a form.
struct RequestAttributes: Sendable {
    private let values: [String: String]

    /// - Parameter recognised: at least one of these must be among the attributes, with any value.
    /// - Throws: the refusal of a body in another shape.
    init(_ request: Request, recognised: Set<String>) async throws {
        let body = try await request.wholeBody(problems: .plain)
        let isForm = request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false
        let given = isForm ? Self.form(body) : Self.json(body)
        guard let given, !recognised.isDisjoint(with: given.keys) else { throw Problem.bodyMalformed }
        values = given.compactMapValues { $0 }
    }

    /// Returns the value that was given under a name, as far as it can be understood. A value that is neither
    /// text nor a whole number counts as missing.
    func given<Value: Hashable & Sendable>(
        _ name: String, parsing parse: (String) -> Value?
    ) -> PartnershipRequest.Given<Value> {
        guard let text = values[name], text.contains(where: { !$0.isWhitespace }) else { return .missing }
        return parse(text).map { .value($0) } ?? .unreadable
    }

    static func json(_ body: ByteBuffer) -> [String: String?]? {
        let whole = try? JSONDecoder().decode(AttributesBody.self, from: Data(body.readableBytesView))
        return whole?.data.attributes.mapValues(\.text)
    }

    private static func form(_ body: ByteBuffer) -> [String: String?]? {
        guard case .nested(let attributes)? = QueryParameters(String(buffer: body))["data", "attributes"] else {
            return nil
        }
        return attributes.mapValues { value in
            guard case .text(let text) = value else { return nil }
            return text
        }
    }
}

/// JSON from an untrusted sender, decoded no deeper than needed: the contents of attributes that are not scalars are
/// never decoded.
private struct AttributesBody: Decodable {
    struct Members: Decodable {
        let attributes: [String: Scalar]
    }

    struct Scalar: Decodable {
        /// Nil if the value is neither a string nor a whole number.
        let text: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.text = text
            } else {
                text = (try? container.decode(Int.self)).map { String($0) }
            }
        }
    }

    let data: Members
}
