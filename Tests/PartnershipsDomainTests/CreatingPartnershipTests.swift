import PartnershipsDomain
import Testing
import Vocabulary

@Suite("Creating a partnership")
struct CreatingPartnershipTests {
    @Test func `a sound request makes the partnership`() throws {
        let partnership = try creating()

        #expect(partnership.contractPeriod == 2026)
        #expect(partnership.deliveryPartnerID == Example.hub)
        #expect(partnership.urn == Example.northvale)
    }

    @Test func `an empty request names all three attributes, in their order`() {
        let errors = refusal {
            $0.cohort = .missing
            $0.schoolID = .missing
            $0.deliveryPartnerID = .missing
        } under: {
            $0 = PartnershipCircumstances(
                contractPeriod: nil, school: nil, deliveryPartnerExists: false, isPaired: false)
        }

        #expect(errors == ["cohort", "school_id", "delivery_partner_id"])
    }

    @Test func `a bad cohort also speaks against the delivery partner, who is not paired in it`() {
        let errors = refusal {
            $0.cohort = .unreadable
        } under: {
            $0.contractPeriod = nil
            $0.isPaired = false
        }

        #expect(errors == ["cohort", "delivery_partner_id"])
    }

    @Test func `a cohort ahead, and a closed one, are one error each`() {
        #expect(refusal(under: { $0.contractPeriod = Example.period(2027, enabled: false) }) == ["cohort"])
        #expect(refusal(under: { $0.contractPeriod = Example.period(2022, enabled: false) }) == ["cohort"])
    }

    @Test func `a cohort opens on its first day in London`() throws {
        _ = try creating(at: "2026-05-31T23:00:00Z")
        #expect(refusal(of: { _ in }, under: { _ in }, at: "2026-05-31T22:59:59Z") == ["cohort"])
    }

    @Test func `a school that is unknown or not eligible`() {
        #expect(refusal(under: { $0.school = nil }) == ["school_id"])
        #expect(refusal(under: { $0.school?.isEligible = false }) == ["school_id"])
    }

    @Test func `three things can speak against one school at once`() {
        let errors = refusal {
            $0.school?.isEligible = false
            $0.school?.isPartneredAlready = true
            $0.school?.programmeChoice = .schoolLed
        }

        #expect(errors == ["school_id", "school_id", "school_id"])
    }

    @Test func `a delivery partner that is unknown, or not paired`() {
        #expect(refusal(under: { $0 = Self.unknownPartner($0) }) == ["delivery_partner_id"])
        #expect(refusal(under: { $0.isPaired = false }) == ["delivery_partner_id"])
    }

    @Test func `a school of which nothing is known yet may be partnered`() throws {
        _ = try creating { _ in
        } under: {
            $0.school?.programmeChoice = .notYetKnown
        }
    }

    private static let request = PartnershipRequest(
        cohort: .value(2026), schoolID: .value(SchoolID(Example.uuid(60))), deliveryPartnerID: .value(Example.hub))

    private static func unknownPartner(_ known: PartnershipCircumstances) -> PartnershipCircumstances {
        PartnershipCircumstances(
            contractPeriod: known.contractPeriod, school: known.school, deliveryPartnerExists: false, isPaired: false)
    }

    private func circumstances() throws -> PartnershipCircumstances {
        let urn = try #require(Example.northvale)
        return PartnershipCircumstances(
            contractPeriod: Example.period(2026),
            school: .init(urn: urn, isEligible: true, isPartneredAlready: false, programmeChoice: .providerLed),
            deliveryPartnerExists: true, isPaired: true)
    }

    private func creating(
        _ change: (inout PartnershipRequest) -> Void = { _ in },
        under circumstance: (inout PartnershipCircumstances) -> Void = { _ in },
        at now: Instant = "2026-07-10T09:00:00Z"
    ) throws -> Partnership {
        var request = Self.request
        var circumstances = try circumstances()
        change(&request)
        circumstance(&circumstances)
        return try creatingPartnership(
            request, by: Example.teachFirst, under: circumstances, id: PartnershipID(Example.uuid(61)), at: now)
    }

    /// Returns the titles of the errors of the request.
    private func refusal(
        of change: (inout PartnershipRequest) -> Void = { _ in },
        under circumstance: (inout PartnershipCircumstances) -> Void,
        at now: Instant = "2026-07-10T09:00:00Z"
    ) -> [String] {
        do {
            _ = try creating(change, under: circumstance, at: now)
            return []
        } catch let errors as AttributeErrors {
            return errors.entries.map(\.attribute.rawValue)
        } catch {
            return ["\(error)"]
        }
    }
}

@Suite("Changing the delivery partner of a partnership")
struct ChangingDeliveryPartnerTests {
    private let other = DeliveryPartnerID(Example.uuid(70))

    @Test func `a paired partner takes over and the partnership keeps its id`() throws {
        let changed = try changingDeliveryPartner(
            of: Example.partnership(), to: .value(other),
            under: DeliveryPartnerCircumstances(exists: true, isPaired: true, isTaken: false))

        #expect(changed.id == Example.partnership().id)
        #expect(changed.deliveryPartnerID == other)
    }

    @Test(arguments: [
        DeliveryPartnerCircumstances(exists: false, isPaired: false, isTaken: false),
        DeliveryPartnerCircumstances(exists: true, isPaired: false, isTaken: false),
        DeliveryPartnerCircumstances(exists: true, isPaired: true, isTaken: true),
    ])
    func `whatever is wrong is one error`(circumstances: DeliveryPartnerCircumstances) {
        #expect {
            try changingDeliveryPartner(of: Example.partnership(), to: .value(other), under: circumstances)
        } throws: { error in
            (error as? AttributeErrors)?.entries.map(\.attribute) == [.deliveryPartnerID]
        }
    }
}

@Suite("Confirming training that waited")
struct ConfirmingTrainingTests {
    @Test func `only the same school, provider and year are attached, in place`() {
        let waiting = Example.training()
        let otherYear = Example.training(21, .expressionOfInterest(Example.led(2025)))
        let otherProvider = Example.training(22, .expressionOfInterest(Example.led(by: Example.ambition)))
        let confirmed = Example.training(
            23, .confirmed(Example.led(), by: PartnershipID(Example.uuid(80)), afterInterest: false))

        let changed = confirmingTraining(
            [waiting, otherYear, otherProvider, confirmed], by: Example.partnership())

        var expected = waiting
        expected.arrangement = .confirmed(Example.led(), by: Example.partnership().id, afterInterest: true)
        #expect(changed == [expected])
    }
}
