import PartnershipsDomain
import Testing
import Vocabulary

@Suite("Leaving a school")
struct LeavingSchoolTests {
    @Test(
        arguments: [
            ("2026-08-31", "cancelled"), ("2026-09-01", "cancelled"), ("2026-09-02", "finished"),
            ("2027-03-31", "finished"),
        ] as [(CalendarDate, String)])
    func `training that would begin on the last day or later never takes effect`(lastDay: CalendarDate, fate: String) {
        let placement = Example.placement(from: "2026-07-01")

        let departure = leavingSchool(placement, training: [Example.training(in: placement)], on: lastDay)

        #expect(departure.cancelled.isEmpty == (fate != "cancelled"))
        #expect(departure.finished.map(\.finishedOn) == (fate == "finished" ? [lastDay] : []))
        #expect(departure.placement.finishedOn == lastDay)
    }

    @Test func `training that ended before the last day stays as it is`() {
        let placement = Example.placement(from: "2025-09-01")
        let past = Example.training(in: placement, from: "2025-09-01", to: "2026-01-31")

        let departure = leavingSchool(placement, training: [past], on: "2026-07-31")

        #expect(departure.cancelled.isEmpty)
        #expect(departure.finished.isEmpty)
    }

    @Test func `a placement that ends earlier keeps its end`() {
        let placement = Example.placement(from: "2025-09-01", to: "2026-06-30")

        #expect(leavingSchool(placement, training: [], on: "2026-07-31").placement == placement)
    }

    @Test func `training at another school is left alone`() {
        let elsewhere = Example.training(in: Example.placement(11))

        #expect(leavingSchool(Example.placement(), training: [elsewhere], on: "2026-12-31").finished.isEmpty)
    }
}
