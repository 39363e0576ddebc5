import Events
import Foundation
import HTTPTypes
import PartnershipsDomain
import TestSupport
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("Whatever happens, in whatever order")
struct EquivalenceTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `documents equal a rebuild, and a poll finds exactly those that changed`(seed: UInt64) async throws {
        try await World.with { world in
            var story = Story(chance: SeededNumbers(seed: seed))
            try await world.deliver([Fixture.school(), Fixture.school(Fixture.otherSchool)])
            var before = try await everything(world)
            for _ in 0..<30 {
                world.clock.advance(seconds: 1)
                let since = Instant(world.clock.now)
                try await story.step(world)

                let after = try await everything(world)
                let polled = try await everything(world, since: since)
                for (list, documents) in after {
                    let changed = documents.filter { before[list]?[$0.key] != $0.value }
                    #expect(polled[list] == changed, "\(list) after \(story.log.last ?? "")")
                }
                before = after
            }
            #expect(try await world.documentsDiffer() == 0, "\(story.log)")
            #expect(try await world.delivery.parked().isEmpty)
        }
    }

    /// Returns everything that both providers can see, by list and by id.
    private func everything(
        _ world: World, since: Instant? = nil
    ) async throws -> [String: [String: String]] {
        var lists: [String: [String: String]] = [:]
        for provider in [Fixture.beacon, Fixture.lantern] {
            let schools = [2026, 2027, 2028].map { "schools?filter[cohort]=\($0)" }
            for path in ["participants", "partnerships"] + schools {
                var full = path
                if let since { full += "\(path.contains("?") ? "&" : "?")filter[updated_since]=\(since.rfc3339)" }
                let answer = try await world.get(full, as: provider)
                var documents: [String: String] = [:]
                for document in answer.data {
                    let bytes = try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys])
                    documents["\(document["id"] ?? "")"] = String(decoding: bytes, as: UTF8.self)
                }
                lists["\(provider) \(path)"] = documents
            }
        }
        return lists
    }
}

/// A random story of six teachers, two schools and two providers.
private struct Story {
    var chance: SeededNumbers
    var log: [String] = []
    private var placed: [TRN: (placement: Int, urn: URN)] = [:]
    private var partnerships: [(id: String, provider: LeadProviderID)] = []
    private var nextPlacement = 500

    init(chance: SeededNumbers) {
        self.chance = chance
    }

    mutating func step(_ world: World) async throws {
        let number = Int.random(in: 0..<20, using: &chance)
        let trn = try #require(TRN(exactly: "300000\(Int.random(in: 1...6, using: &chance))"))
        let urn = Bool.random(using: &chance) ? Fixture.school : Fixture.otherSchool
        let provider = Bool.random(using: &chance) ? Fixture.beacon : Fixture.lantern
        switch number {
        case 0..<8: try await register(trn, at: urn, by: number == 0 ? nil : provider, world)
        case 8..<11: try await leave(trn, world)
        case 11..<14: try await partner(urn, provider, world)
        case 14: try await correct(world)
        case 15: try await update(trn, world)
        case 16: try await update(urn, world)
        case 17: try await rename(world)
        case 18: try await open(world)
        default: try await sleep(world)
        }
    }

    private mutating func register(
        _ trn: TRN, at urn: URN, by provider: LeadProviderID?, _ world: World
    ) async throws {
        guard placed[trn] == nil else { return }
        let today = CalendarDate.inLondon(at: world.clock.now)
        nextPlacement += 1
        placed[trn] = (nextPlacement, urn)
        log.append("register at \(urn)")
        try await world.deliver([
            Fixture.registered(
                trn, at: urn, placement: nextPlacement,
                from: today.adding(days: Int.random(in: -20...10, using: &chance)), by: provider,
                registeredAt: Instant(world.clock.now))
        ])
    }

    private mutating func leave(_ trn: TRN, _ world: World) async throws {
        guard let (placement, urn) = placed.removeValue(forKey: trn) else { return }
        let today = CalendarDate.inLondon(at: world.clock.now)
        log.append("leave \(urn)")
        // In the past, so that the next registration meets no open training.
        try await world.deliver([Fixture.left(trn, urn, placement: placement, on: today.adding(days: -1))])
    }

    private mutating func partner(_ urn: URN, _ provider: LeadProviderID, _ world: World) async throws {
        log.append("partner with \(urn)")
        let answer = try await world.send(
            .post, "partnerships", as: provider,
            body: Fixture.partnershipBody(school: Fixture.schoolID(urn).description))
        if let id = answer.ids.first { partnerships.append((id, provider)) }
    }

    private mutating func correct(_ world: World) async throws {
        guard let (id, provider) = partnerships.randomElement(using: &chance) else { return }
        let partner = Bool.random(using: &chance) ? Fixture.northvale : Fixture.southvale
        log.append("correct to \(partner)")
        _ = try await world.send(
            .put, "partnerships/\(id)", as: provider,
            body: #"{"data":{"attributes":{"delivery_partner_id":"\#(partner)"}}}"#)
    }

    private mutating func update(_ trn: TRN, _ world: World) async throws {
        log.append("TRS speaks")
        let names = ["Samuel", "Sam"]
        try await world.deliver([
            Fixture.teacher(
                trn, first: names.randomElement(using: &chance) ?? "Sam",
                status: Bool.random(using: &chance) ? .inProgress : .exempt)
        ])
    }

    private mutating func update(_ urn: URN, _ world: World) async throws {
        log.append("update \(urn)")
        let tutors = [nil, "Ada Tutor", "Bob Tutor"]
        try await world.deliver([
            Fixture.school(
                urn, isEligible: Int.random(in: 0..<3, using: &chance) > 0,
                tutor: tutors.randomElement(using: &chance) ?? nil)
        ])
    }

    private mutating func rename(_ world: World) async throws {
        let name = ["Northvale Hub", "Northvale Alliance"].randomElement(using: &chance) ?? "Northvale Hub"
        log.append("rename to \(name)")
        try await world.importCatalogue(["partners.csv": "id,name\n\(Fixture.northvale),\(name)\n"])
    }

    private mutating func open(_ world: World) async throws {
        log.append("open a contract period")
        try await world.importCatalogue(Fixture.laterPeriod)
    }

    private mutating func sleep(_ world: World) async throws {
        log.append("sleep")
        let now = Instant(world.clock.now)
        let days = Int.random(in: 1...12, using: &chance)
        world.clock.set(Instant(millisecondsSinceEpoch: now.millisecondsSinceEpoch + days * 86_400_000))
    }
}
