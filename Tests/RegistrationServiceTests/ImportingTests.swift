import Events
import Foundation
import Kafka
import Synchronization
import Testing
import Vocabulary

@testable import RegistrationService

@Suite("Importing GIAS")
struct ImportingTests {
    static let header = """
        URN,EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name),OpenDate,CloseDate,MainEmail,\
        AlternativeEmail,Section41Approved (name),Street,Town,Postcode
        """
    static let good =
        #"100001,"Saint Mary's, the ""Old"" School",Community school,Open,01-09-1999,,o@s.example,,Not approved,1 A St,York,YO1 1AA"#
    static let linkHeader = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate"

    /// The events that were published and the messages for the operator.
    struct Outcome {
        var establishments: [EstablishmentUpdated] = []
        var links: [EstablishmentLinksUpdated] = []
        var ids: [String] = []
        var told: [String] = []
        var report = GIASImport.Report()
    }

    private func run(
        _ establishments: [UInt8], links: [UInt8] = Array(linkHeader.utf8), mayHaveNoLinks: Bool = true
    ) async throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (first, second) = (
            folder.appendingPathComponent("establishments.csv"), folder.appendingPathComponent("links.csv")
        )
        try Data(establishments).write(to: first)
        try Data(links).write(to: second)
        let sent = Mutex<[OutgoingRecord]>([])
        let importing = GIASImport(now: World.now.date) { records in sent.withLock { $0 += records } }
        var outcome = Outcome()
        outcome.report = try await importing.run(
            establishments: first, links: second, mayHaveNoLinks: mayHaveNoLinks
        ) { outcome.told.append($0) }
        for record in sent.withLock({ $0 }) {
            let value = try #require(record.value)
            let id = record.headers.first { $0.name == "ce_id" }?.value
            outcome.ids.append(String(decoding: id ?? [], as: UTF8.self))
            if record.topic == Topic.giasLink.name {
                outcome.links.append(try EventCoding.decode(EstablishmentLinksUpdated.self, from: value))
            } else {
                outcome.establishments.append(try EventCoding.decode(EstablishmentUpdated.self, from: value))
            }
        }
        return outcome
    }

    private func run(_ rows: [String], links: [String] = []) async throws -> Outcome {
        try await run(
            Array(([Self.header] + rows).joined(separator: "\r\n").utf8),
            links: Array(([Self.linkHeader] + links).joined(separator: "\r\n").utf8))
    }

    @Test func `a quoted row is read as it is meant`() async throws {
        let outcome = try await run([Self.good])

        let school = try #require(outcome.establishments.first)
        #expect(school.urn == "100001")
        #expect(school.name == #"Saint Mary's, the "Old" School"#)
        #expect(school.status == .known(.open))
        #expect(school.openedOn == "1999-09-01")
        #expect(school.closedOn == nil)
        #expect(school.address == PostalAddress(lines: ["1 A St", "York"], postcode: "YO1 1AA"))
        #expect(outcome.told.isEmpty)
    }

    @Test func `bytes are Windows-1252`() async throws {
        let row = Array("100001,".utf8) + [0x93, 0xC9, 0x94] + Array(",Community school,Open,,,,,,,,".utf8)
        let outcome = try await run(Array(Self.header.utf8) + [0x0A] + row)

        #expect(outcome.establishments.map(\.name) == ["\u{201C}É\u{201D}"])
    }

    @Test func `columns may come in any order, after a mark of UTF-8`() async throws {
        let names = Self.header.split(separator: ",").reversed().joined(separator: ",")
        let row = ["YO1 1AA", "York", "", "Approved", "", "", "", "", "Closed", "Studio schools", "A School", "100001"]
        let outcome = try await run([0xEF, 0xBB, 0xBF] + Array("\(names)\n\(row.joined(separator: ","))".utf8))

        #expect(outcome.establishments.map(\.name) == ["A School"])
        #expect(outcome.establishments.map(\.section41Approved) == [true])
    }

    static let badRows: [(String, String)] = [
        ("x,A,Community school,Open,,,,,,,,", "URN is not a URN"),
        (",A,Community school,Open,,,,,,,,", "URN is empty"),
        ("100002,,Community school,Open,,,,,,,,", "EstablishmentName is empty"),
        ("100002,A,,Open,,,,,,,,", "TypeOfEstablishment (name) is empty"),
        ("100002,A,Community School,Open,,,,,,,,", "TypeOfEstablishment (name) is not known"),
        ("100002,A,Community school,Floating,,,,,,,,", "EstablishmentStatus (name) is not known"),
        ("100002,A,Community school,Open,31-02-2020,,,,,,,", "OpenDate is not a date"),
        ("100002,A,Community school,Closed,,31-08-21,,,,,,", "CloseDate is not a date"),
        ("100002,A,Community school,Closed,,+1-08-2021,,,,,,", "CloseDate is not a date"),
        ("100002,A,Community school,Open,,2020-01-01,,,,,,", "CloseDate is not a date"),
        ("100002,too,few", "another number of fields"),
        ("100002,A\u{0},Community school,Open,,,,,,,,", "null byte"),
        (#"100002,"A,Community school,Open,,,,,,,,"#, "quotation mark is never closed"),
    ]

    @Test(arguments: badRows) func `a bad row is told with its number and costs no other`(
        row: String, reason: String
    ) async throws {
        let outcome = try await run([
            row,
            Self.good.replacing(#"""Old"""#, with: "old").replacing("\"", with: "'").replacing(", the", with: " the"),
        ])

        #expect(outcome.establishments.map(\.urn) == ["100001"])
        #expect(outcome.told.count == 1)
        #expect(outcome.told.first?.hasPrefix("establishments row 2 skipped: ") == true)
        #expect(outcome.told.first?.contains(reason) == true)
        #expect(outcome.report.lines.last?.contains("skipped 1: ") == true)
    }

    @Test func `a quotation mark too many does not make one row of its own and the next`() async throws {
        let outcome = try await run([
            #"100002,"A,Community school,Closed,"#,
            #"100003,"St X ""Old"" School",Studio schools,Open,01-09-2020,,,,,,,"#, Self.good,
        ])

        #expect(outcome.establishments.map(\.urn) == ["100003", "100001"])
        #expect(outcome.establishments.first?.name == #"St X "Old" School"#)
        #expect(outcome.told == ["establishments row 2 skipped: \(CSVRowProblem.brokenQuotation.reason)"])
    }

    @Test func `a second row of an establishment is skipped`() async throws {
        let outcome = try await run([Self.good, "100001,A,Community school,Closed,,,,,,,,"])

        #expect(outcome.establishments.map(\.status) == [.known(.open)])
        #expect(outcome.told == ["establishments row 3 skipped: an earlier row has the same URN"])
    }

    @Test func `a file that is marked as UTF-8 is read as such, its quoted header too`() async throws {
        let header = Self.header.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",")
        let outcome = try await run(
            [0xEF, 0xBB, 0xBF] + Array("\(header)\n100002,Zoë,Community school,Open,,,,,,,,".utf8))

        #expect(outcome.establishments.map(\.name) == ["Zoë"])
    }

    /// Returns a file that is marked as UTF-8, with a letter of Windows-1252 in place of each question mark.
    private func markedAsUTF8(_ text: String) -> [UInt8] {
        let bytes: [UInt8] = text.utf8.map { $0 == UInt8(ascii: "?") ? 0xEB : $0 }
        return [0xEF, 0xBB, 0xBF] + bytes
    }

    @Test func `a row that is not UTF-8 in a file that is marked as such is told and costs no other`() async throws {
        let outcome = try await run(
            markedAsUTF8(
                """
                \(Self.header)
                100002,Zo?,Community school,Open,,,,,,,,
                100003,Zoë,Community school,Open,,,,,,,,
                """),
            links: markedAsUTF8(
                """
                \(Self.linkHeader)
                100002,100009,Zo?,Successor,31-08-2021
                100003,100008,Zoë,Predecessor,
                """))

        #expect(outcome.establishments.map(\.name) == ["Zoë"])
        #expect(outcome.links.map(\.links) == [[EstablishmentLink(urn: "100008", type: "Predecessor")]])
        let reason = "the row is not UTF-8: save the file as CSV in UTF-8"
        #expect(
            outcome.told == ["establishments row 2 skipped: \(reason)", "links row 2 skipped: \(reason)"])
        #expect(outcome.report.lines.last == "skipped 2: \(reason)")
    }

    @Test func `a quotation mark too many costs only its own row`() async throws {
        let outcome = try await run([#"100002,"A,Community school,Open,,,,,,,,"#, Self.good])

        #expect(outcome.establishments.map(\.urn) == ["100001"])
    }

    @Test func `a file without addresses for e-mails, as GIAS offers it to everybody, is read`() async throws {
        let names = Self.header.replacing("MainEmail,AlternativeEmail,", with: "")
        let outcome = try await run(Array("\(names)\n100001,A School,Community school,Open,,,Approved,,,\n".utf8))

        #expect(outcome.establishments.map(\.name) == ["A School"])
        #expect(outcome.establishments.map(\.primaryContactEmail) == [nil])
        #expect(outcome.establishments.map(\.section41Approved) == [true])
    }

    @Test(arguments: [
        "100001,x,B,Successor,", "100001,100008,B,Successor,2021-08-31", "100001,100008,Successor",
        #"100001,100008,"B,Successor,"#, #""100001","100008","St "B" School","Successor","""#,
    ])
    func `links of an establishment stay as they were where a row of it is damaged`(row: String) async throws {
        let outcome = try await run(
            [Self.good, "100002,A,Community school,Open,,,,,,,,"],
            links: [row, "100001,100009,B,Successor,31-08-2021", "100002,100009,B,Predecessor,"])

        #expect(outcome.links.map(\.urn) == ["100002"])
        #expect(outcome.report.lines.contains { $0.hasPrefix("links of 1 establishments stay as they were") })
    }

    @Test func `a file of links that has none is taken only where that is meant`() async throws {
        await #expect(throws: NoLinks(file: "links.csv")) {
            try await run(Array("\(Self.header)\n\(Self.good)\n".utf8), mayHaveNoLinks: false)
        }
    }

    @Test func `links of one establishment travel together, and strange ones are skipped`() async throws {
        let outcome = try await run(
            [Self.good],
            links: [
                "100001,100009,B,Successor,31-08-2021", "100001,100008,A,Predecessor - merged,01-01-1900",
                "100001,100007,C,A link of a new kind,", "100002,100001,D,Successor,", "x,100001,E,Successor,",
            ])

        #expect(outcome.links.count == 1)
        #expect(
            outcome.links.first?.links == [
                EstablishmentLink(urn: "100008", type: "Predecessor - merged"),
                EstablishmentLink(urn: "100009", type: "Successor", establishedOn: "2021-08-31"),
            ])
        #expect(outcome.told.count == 3)
        #expect(outcome.report.linksRead == 5)
        #expect(outcome.report.linksPublished == 2)
    }

    @Test func `the same files again are news, since something else may have been said between`() async throws {
        let links = ["100001,100009,B,Successor,31-08-2021"]
        let (first, second) = (try await run([Self.good], links: links), try await run([Self.good], links: links))

        #expect(Set(first.ids + second.ids).count == 4)
    }

    @Test func `an establishment without links says so`() async throws {
        let outcome = try await run([Self.good])

        #expect(outcome.links.map(\.urn) == ["100001"])
        #expect(outcome.links.map(\.links) == [[]])
        #expect(outcome.report.linksPublished == 0)
    }

    @Test func `a file without its columns is refused, and nothing is published`() async throws {
        await #expect(throws: CSVHeaderProblem.self) {
            try await run(Array("Name,Colour\nA,blue\n".utf8))
        }
    }

    @Test func `an empty file is refused`() async throws {
        await #expect(throws: CSVHeaderProblem.self) { try await run([UInt8]()) }
    }

    @Test func `rows of noise are counted, not fatal`() async throws {
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let outcome = try await run(Array(Self.header.utf8) + [0x0A] + noise)

        #expect(outcome.establishments.isEmpty)
        #expect(outcome.report.establishmentsRead > 0)
    }
}
