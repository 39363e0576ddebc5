import Foundation

/// The coding of events as JSON: one configuration for all code that reads or writes them.
package enum EventCoding {
    package static func encode(_ event: some Event) throws -> [UInt8] {
        Array(try encoder.encode(event))
    }

    /// Decodes an event. Unknown fields are skipped, since a newer writer may add some. A ``Command`` is always read.
    package static func decode<E: Event>(_ type: E.Type, from bytes: [UInt8]) throws(UnreadableEvent) -> E {
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            if let blank = (type as? any Command.Type)?.blank as? E { return blank }
            throw UnreadableEvent(error)
        } catch {
            throw UnreadableEvent(cause: .notJSON, field: nil)
        }
    }

    // Both are safe to share, since no code sets an option after this.
    private static let decoder = JSONDecoder()
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        // Sorted, so that equal events have equal bytes: ids are derived from these bytes, and bodies are compared.
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return encoder
    }()
}

/// The reason why the JSON of an event could not be read.
///
/// It names the field and never its value, which may be personal.
package struct UnreadableEvent: Error, Hashable {
    package enum Cause: String, Sendable {
        case notJSON = "the value is not JSON"
        case missing = "a field is missing"
        case wrongType = "a field has the wrong type"
        case malformed = "a field has a value that it cannot have"
    }

    package let cause: Cause
    /// The path to the field: `teacher.induction.startedOn`.
    package let field: String?

    package init(cause: Cause, field: String?) {
        self.cause = cause
        self.field = field
    }
}

extension UnreadableEvent: CustomStringConvertible {
    package var description: String {
        field.map { "\(cause.rawValue): \($0)" } ?? cause.rawValue
    }
}

extension UnreadableEvent {
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(cause: .missing, field: Self.way(context.codingPath + [key]))
        case .valueNotFound(_, let context):
            self.init(cause: .missing, field: Self.way(context.codingPath))
        case .typeMismatch(_, let context):
            self.init(cause: .wrongType, field: Self.way(context.codingPath))
        case .dataCorrupted(let context):
            let field = Self.way(context.codingPath)
            self.init(cause: field == nil ? .notJSON : .malformed, field: field)
        @unknown default:
            self.init(cause: .malformed, field: nil)
        }
    }

    private static func way(_ path: [any CodingKey]) -> String? {
        guard !path.isEmpty else { return nil }
        return path.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
    }
}
