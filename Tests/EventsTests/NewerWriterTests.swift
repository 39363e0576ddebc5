import Events
import Foundation
import Testing
import Vocabulary

@Suite("Documents of other versions")
struct NewerWriterTests {
    @Test(arguments: EventName.all)
    func `a newer document is read, and its unknown words are written again`(_ name: EventName) throws {
        let golden = try Golden.json(of: name)
        let decoded = try name.decoded(golden)
        let sent = Tomorrow(addsFields: true).document(try Golden.parsed(golden), seenAs: decoded)
        let expected = Tomorrow(addsFields: false).document(try Golden.parsed(golden), seenAs: decoded)

        let written = try name.readAndWrite(Array(JSONSerialization.data(withJSONObject: sent)))

        #expect(try Golden.parsed(written) == expected as? NSDictionary)
    }

    @Test(arguments: EventName.all)
    func `a document of the first version is read and written again as it was`(_ name: EventName) throws {
        let first = try Golden.json(of: name, in: .firstForms)

        #expect(try Golden.parsed(name.readAndWrite(first)) == Golden.parsed(first))
    }

    @Test func `every event has a first form`() throws {
        #expect(try Golden.fileNames(in: .firstForms) == Set(EventName.all.map { $0.short + ".json" }))
    }

    /// The fields that ``Tomorrow`` finds in the golden documents. A list of words that is missing here was not tested.
    @Test func `the words of tomorrow stand wherever a list of words does`() throws {
        var found: Set<String> = []
        for name in EventName.all {
            let golden = try Golden.json(of: name)
            let newer = Tomorrow(addsFields: false).document(
                try Golden.parsed(golden), seenAs: try name.decoded(golden))
            found.formUnion(Tomorrow.fields(of: newer).map { "\(name.short) \($0)" })
        }
        #expect(
            found == [
                "gias.establishment.updated status", "identity.lookup.answered result",
                "identity.lookup.answered matchedBy", "identity.lookup.answered teacher.induction.status",
                "identity.teacher.updated status", "identity.teacher.updated facts.induction.status",
                "trs.person.updated induction.status", "registration.ect.registered workingPattern",
                "registration.ect.registered appropriateBody.kind", "registration.ect.registered training.programme",
                "registration.ect.left-school cause", "notifications.message.queued kind",
                "notifications.message.accepted kind", "notifications.message.delivered kind",
                "notifications.message.failed kind", "notifications.message.withheld kind",
            ])
    }
}

/// A document as a future version may write it: more fields in every object, other words in every list of words.
private struct Tomorrow {
    static let word = "a-word-of-tomorrow"
    let addsFields: Bool

    func document(_ json: Any, seenAs value: Any?) -> Any {
        switch json {
        case let members as NSDictionary: object(members, seenAs: value)
        case let items as NSArray:
            zip(items, children(of: value).map(\.value)).map { document($0.0, seenAs: $0.1) }
        default: value is any WordOfAList ? Self.word : json
        }
    }

    private func object(_ members: NSDictionary, seenAs value: Any?) -> [String: Any] {
        let known = Dictionary(
            children(of: value).compactMap { child in child.name.map { ($0, child.value) } },
            uniquingKeysWith: { $1 })
        var newer: [String: Any] = [:]
        for (key, member) in members {
            guard let name = key as? String else { continue }
            newer[name] = document(member, seenAs: known[name])
        }
        if addsFields { newer["aFieldOfTomorrow"] = ["of": ["any", "kind"]] }
        return newer
    }

    private func children(of value: Any?) -> [(name: String?, value: Any)] {
        guard let value else { return [] }
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional { return children(of: mirror.children.first?.value) }
        return mirror.children.map { ($0.label, $0.value) }
    }

    /// Returns the paths to its words.
    static func fields(of json: Any, at way: [String] = []) -> [String] {
        switch json {
        case let members as [String: Any]: members.flatMap { fields(of: $0.value, at: way + [$0.key]) }
        case let items as [Any]: items.flatMap { fields(of: $0, at: way) }
        default: json as? String == word ? [way.joined(separator: ".")] : []
        }
    }
}

private protocol WordOfAList {}
extension OpenWord: WordOfAList {}
extension InductionStatus: WordOfAList {}
