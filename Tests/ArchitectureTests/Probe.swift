import Events
import Foundation

/// One event type with its golden form, which can be probed for the other forms that it reads.
///
/// The published schema is derived from the decoder itself, so that the two cannot differ.
struct Probe {
    let event: any Event.Type
    let golden: Any

    init(_ event: any Event.Type) throws {
        self.event = event
        let name = String(event.type.rawValue.dropFirst("uk.gov.education.".count))
        let file = Repository.root.appending(path: "Tests/EventsTests/Golden/\(name).json")
        golden = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    }

    /// The position of a value in the JSON: names of members, and the first item of lists.
    typealias Path = [Step]

    enum Step: Hashable {
        case member(String)
        case item
    }

    /// Returns whether the event can be read with another value in one place, or without a value there.
    func reads(_ value: Any?, at path: Path) -> Bool {
        guard let json = try? JSONSerialization.data(withJSONObject: replacing(path[...], with: value, in: golden))
        else {
            return false
        }
        return (try? EventCoding.decode(event, from: Array(json))) != nil
    }

    /// The event that the golden form holds.
    func decoded() throws -> any Event {
        try EventCoding.decode(event, from: Array(try JSONSerialization.data(withJSONObject: golden)))
    }

    private func replacing(_ path: ArraySlice<Step>, with value: Any?, in json: Any) -> Any {
        switch path.first {
        case .member(let name)?:
            guard var members = json as? [String: Any] else { return json }
            if path.count == 1 {
                members[name] = value
            } else if let member = members[name] {
                members[name] = replacing(path.dropFirst(), with: value, in: member)
            }
            return members
        case .item?:
            guard let items = json as? [Any], let first = items.first else { return json }
            if path.count == 1 { return value.map { [$0] } ?? [] }
            return [replacing(path.dropFirst(), with: value, in: first)]
        case nil: return value ?? json
        }
    }
}
