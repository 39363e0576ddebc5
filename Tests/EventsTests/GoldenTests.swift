import Events
import Foundation
import Testing

@Suite("The golden form of events")
struct GoldenTests {
    @Test(arguments: EventName.all)
    func `an event reads its golden form and writes it again`(_ name: EventName) throws {
        let golden = try Golden.json(of: name)

        let written = try name.readAndWrite(golden)

        #expect(try Golden.parsed(written) == Golden.parsed(golden))
    }

    @Test(arguments: EventName.all)
    func `an event has a key`(_ name: EventName) throws {
        #expect(try !name.key(Golden.json(of: name)).isEmpty)
    }

    @Test func `every golden file belongs to an event`() throws {
        #expect(try Golden.fileNames() == Set(EventName.all.map { $0.short + ".json" }))
    }

    @Test func `no two events have one type`() {
        #expect(Set(EventCatalogue.all.map { $0.type }).count == EventCatalogue.all.count)
    }

    @Test func `every topic carries an event and every event has a topic of the catalogue`() {
        #expect(Set(EventCatalogue.all.map { $0.topic }) == Set(Topic.all))
        #expect(Set(Topic.all.map(\.name)).count == Topic.all.count)
    }
}

/// One event of the catalogue, named by its type without the prefix that all types share.
struct EventName: CustomTestStringConvertible, Sendable {
    let event: any Event.Type

    static let all = EventCatalogue.all.map(EventName.init)

    var short: String { String(event.type.rawValue.dropFirst("uk.gov.education.".count)) }
    var testDescription: String { short }

    func readAndWrite(_ json: [UInt8]) throws -> [UInt8] {
        func roundTrip<E: Event>(_ type: E.Type) throws -> [UInt8] {
            try EventCoding.encode(EventCoding.decode(type, from: json))
        }
        return try roundTrip(event)
    }

    func key(_ json: [UInt8]) throws -> String {
        try decoded(json).key
    }

    func decoded(_ json: [UInt8]) throws -> any Event {
        try EventCoding.decode(event, from: json)
    }
}

/// They are never edited: an incompatible change to an event makes it a new event.
enum Golden {
    enum Folder: String {
        /// Every member that an event can have.
        case golden = "Golden"
        /// The members that the first version of an event required, which every later version still reads. Nothing is
        /// ever added.
        case firstForms = "FirstForms"
    }

    static func json(of name: EventName, in folder: Folder = .golden) throws -> [UInt8] {
        Array(try Data(contentsOf: url(of: folder).appending(path: name.short + ".json")))
    }

    static func parsed(_ json: [UInt8]) throws -> NSDictionary {
        try #require(JSONSerialization.jsonObject(with: Data(json)) as? NSDictionary)
    }

    static func fileNames(in folder: Folder = .golden) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: url(of: folder).path(percentEncoded: false)))
    }

    private static func url(of folder: Folder) -> URL {
        Bundle.module.bundleURL.appending(path: folder.rawValue)
    }
}
