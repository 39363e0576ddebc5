import Foundation
import NotificationsDomain
import Testing
import Vocabulary

@Suite("Welcoming an early career teacher")
struct WelcomingTests {
    @Test(arguments: [
        (TrainingProgramme.providerLed, Purpose.ectRegisteredProviderLed), (.schoolLed, .ectRegisteredSchoolLed),
    ])
    func `the letter depends on the programme`(programme: TrainingProgramme, purpose: Purpose) {
        #expect(welcoming(registration(programme: programme), live(), at: noon).purpose == purpose)
    }

    @Test func `one placement is one letter, whatever event tells of it and whatever the programme`() {
        let first = welcoming(registration(programme: .providerLed), live(1), at: noon)
        let second = welcoming(registration(programme: .schoolLed), live(2), at: noon)
        let elsewhere = welcoming(registration(placement: 8), live(1), at: noon)

        #expect(first.dedupeKey == second.dedupeKey)
        #expect(first.dedupeKey != elsewhere.dedupeKey)
    }

    @Test func `the ledger is told whose placement it is about, and the key is not told whose`() {
        let intent = welcoming(registration(), live(), at: noon)

        #expect(intent.placement == WelcomedPlacement(id: PlacementID(uuid(7)), trn: trnOf("1000001")))
        #expect(!intent.dedupeKey.contains("1000001"))
    }

    @Test func `nothing personal is in the key`() {
        let key = welcoming(registration(), live(), at: noon).dedupeKey

        #expect(key == "ect.registered/00000000-0000-0000-0000-000000000007")
    }

    @Test(arguments: ["", "jo", "jo@school", "jo@@school.example"])
    func `an address that Notify would refuse is not written to`(email: String) {
        #expect(welcoming(registration(email: email), live(), at: noon).withheld == .noAddress)
    }

    @Test(arguments: [
        (0.0, WithholdingReason?.none), (2.9, nil), (3.1, .replay), (400, .replay),
    ])
    func `an event that is read again may still be told of for three days`(days: Double, withheld: WithholdingReason?) {
        #expect(welcoming(registration(), replayed(after: days), at: noon).withheld == withheld)
    }

    @Test func `an event that is late but new is told of`() {
        let late = Occurrence(eventID: uuid(1), time: noon.addingTimeInterval(-30 * 86_400), isReplay: false)

        #expect(welcoming(registration(), late, at: noon).withheld == nil)
    }
}
