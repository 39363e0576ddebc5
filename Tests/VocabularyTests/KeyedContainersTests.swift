import Foundation
import Testing
import Vocabulary

@Suite("Texts in JSON objects")
struct KeyedContainersTests {
    /// Decoded and encoded by the code that the compiler generates.
    private struct Short: Codable, Hashable {
        var trn: TRN
        var leftOn: CalendarDate?
        var kind: AppropriateBodyKind
        var status: OpenWord<EstablishmentStatus>?
        var name: Personal<String>
        var other: Personal<String>?
    }

    /// The same, with each value alone in an array, where only the general way exists.
    private struct General: Codable {
        var trn: [TRN]
        var leftOn: [CalendarDate?]
        var kind: [AppropriateBodyKind]
        var status: [OpenWord<EstablishmentStatus>?]
        var name: [Personal<String>]
        var other: [Personal<String>?]
    }

    private static let whole = [
        "trn": "1234567", "leftOn": "2026-09-01", "kind": "national", "status": "unheard-of", "name": "Jo",
        "other": "Field",
    ]

    @Test func `are what they are anywhere else`() throws {
        let json = try JSONEncoder().encode(Self.whole)
        let short = try JSONDecoder().decode(Short.self, from: json)

        #expect(try JSONDecoder().decode([String: String].self, from: JSONEncoder().encode(short)) == Self.whole)
        #expect(short.trn == TRN(exactly: "1234567"))
        #expect(short.status == .unknown("unheard-of"))
        #expect(short.name == Personal("Jo"))
    }

    @Test func `that may be absent are, where they are null or missing`() throws {
        let json = #"{"trn":"1234567","kind":"national","name":"Jo","status":null}"#
        let short = try JSONDecoder().decode(Short.self, from: Data(json.utf8))

        #expect(short.leftOn == nil && short.status == nil && short.other == nil)
        let written = try JSONDecoder().decode([String: String].self, from: JSONEncoder().encode(short))
        #expect(written.keys.sorted() == ["kind", "name", "trn"])
    }

    @Test(
        arguments: ["trn", "leftOn", "kind", "status", "name", "other"], ["17", "true", "[]", "{}", "null", #""?""#])
    func `are refused for the same reason and at the same place as anywhere else`(field: String, json: String) throws {
        var fields = Self.whole.mapValues { "\"\($0)\"" }
        fields[field] = json
        let object = "{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        let arrays = "{" + fields.map { "\"\($0)\":[\($1)]" }.joined(separator: ",") + "}"

        #expect(problem(Short.self, object) == problem(General.self, arrays))
    }

    /// Returns the kind of the error and the first key on the path to it.
    private func problem(_ type: (some Decodable).Type, _ json: String) -> String? {
        do {
            _ = try JSONDecoder().decode(type, from: Data(json.utf8))
            return nil
        } catch DecodingError.typeMismatch(_, let context) {
            return "type \(context.codingPath.first?.stringValue ?? "")"
        } catch DecodingError.valueNotFound(_, let context) {
            return "null \(context.codingPath.first?.stringValue ?? "")"
        } catch DecodingError.dataCorrupted(let context) {
            return "malformed \(context.codingPath.first?.stringValue ?? "")"
        } catch {
            return "\(error)"
        }
    }
}
