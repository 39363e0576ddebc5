import PartnershipsDomain
import Testing
import Vocabulary

@Suite("The contract period of training that a school leads")
struct DatingSchoolLedTrainingTests {
    @Test(
        arguments: [
            (nil, "2026-05-31", 2025), (nil, "2026-06-01", 2026), (2025, "2026-06-01", 2026),
            (2026, "2026-06-01", 2026), (2027, "2028-06-01", nil), (nil, "2028-06-01", nil),
        ] as [(ContractPeriodYear?, CalendarDate, ContractPeriodYear?)])
    func `is the one that holds its first day, and only training that changes is answered`(
        known: ContractPeriodYear?, start: CalendarDate, right: ContractPeriodYear?
    ) {
        let training = Example.training(
            in: Example.placement(from: start), from: start, .schoolLed(contractPeriod: known))
        var dated = training
        dated.arrangement = .schoolLed(contractPeriod: right)

        #expect(datingSchoolLed([training], in: Example.periods) == (known == right ? [] : [dated]))
    }

    @Test func `training that a provider leads keeps its own`() {
        let training = Example.training(in: Example.placement(from: "2026-09-01"), from: "2026-09-01")

        #expect(training.providerLed != nil)
        #expect(datingSchoolLed([training], in: ContractPeriods([])).isEmpty)
    }
}
