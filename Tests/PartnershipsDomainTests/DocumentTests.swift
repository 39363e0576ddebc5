import Foundation
import PartnershipsDomain
import Testing
import Vocabulary

@Suite("Documents, byte by byte")
struct DocumentTests {
    @Test func `a delivery partner`() {
        let document = DeliveryPartnerDocument(
            id: Example.hub, name: #"Hub "North" \ Vale"#, cohorts: [2025, 2024], createdAt: "2025-06-20T09:00:00.900Z")

        #expect(
            text(document)
                == #"{"id":"00000000-0000-4000-8000-000000000003","type":"delivery-partner","attributes":{"name":"Hub \"North\" \\ Vale","created_at":"2025-06-20T09:00:00Z","updated_at":"2026-01-05T00:01:04Z","cohort":["2024","2025"]}}"#
        )
    }

    @Test func `a partnership counts who is in training today, both ends included`() throws {
        let partnership = Example.partnership()
        let days: [(CalendarDate, CalendarDate?, Int)] = [
            ("2026-09-01", nil, 1), ("2026-09-01", "2026-10-15", 3), ("2026-10-15", "2027-01-31", 1),
            ("2026-10-20", nil, 1), ("2026-09-01", "2026-10-14", 7),
        ]
        let attendance = try days.map { start, finish, count in
            PartnershipDocument.Attendance(
                try #require(DatePeriod(startedOn: start, finishedOn: finish)), count: count)
        }

        let document = PartnershipDocument(
            partnership, schoolID: SchoolID(Example.uuid(60)), deliveryPartnerName: "Northvale Hub",
            contact: SchoolContact(secondaryEmail: "office@northvale.example"), attendance: attendance,
            today: "2026-10-15")

        #expect(document.dueOn == "2026-10-16")
        #expect(
            text(document)
                == #"{"id":"00000000-0000-4000-8000-00000000001e","type":"partnership","attributes":{"cohort":"2026","urn":"140001","school_id":"00000000-0000-4000-8000-00000000003c","delivery_partner_id":"00000000-0000-4000-8000-000000000003","delivery_partner_name":"Northvale Hub","induction_tutor_name":null,"induction_tutor_email":"office@northvale.example","participants_currently_training":5,"created_at":"2026-06-20T09:00:00Z","updated_at":"2026-01-05T00:01:04Z"}}"#
        )
    }

    @Test func `a school shows its tutor only to whom it expects`() throws {
        let contact = SchoolContact(tutorName: Personal("Ada Tutor"), tutorEmail: Personal("ada@northvale.example"))
        var document = SchoolDocument(
            id: SchoolID(Example.uuid(60)), urn: try #require(Example.northvale), name: "Northvale School",
            cohort: .year(2025), isInPartnership: true, programmeChoice: .providerLed, contact: contact,
            createdAt: "2024-11-01T10:00:00Z")

        #expect(
            text(document)
                == #"{"id":"00000000-0000-4000-8000-00000000003c","type":"school","attributes":{"name":"Northvale School","urn":"140001","cohort":"2025","in_partnership":true,"induction_programme_choice":"provider_led","expression_of_interest":false,"induction_tutor_name":null,"induction_tutor_email":null,"created_at":"2024-11-01T10:00:00Z","updated_at":"2026-01-05T00:01:04Z"}}"#
        )
        document.isInterestExpressed = true
        #expect(
            text(document).contains(
                #""expression_of_interest":true,"induction_tutor_name":"Ada Tutor","induction_tutor_email":"ada@northvale.example""#
            ))
    }

    @Test(arguments: ["Northvale", #","cohort":"1999"#, "Ysgol\nUn\u{1}", "école"])
    func `one school document is filled with any year`(name: String) throws {
        let document = SchoolDocument(
            id: SchoolID(Example.uuid(60)), urn: try #require(Example.northvale), name: name, cohort: .any,
            contact: SchoolContact(), createdAt: "2024-11-01T10:00:00Z")
        var filled = document.json(updatedAt: Self.updatedAt)

        let position = try #require(document.positionOfCohort(in: filled))
        filled.replaceSubrange(position..<position + 4, with: "2025".utf8)

        var ofYear = document
        ofYear.cohort = .year(2025)
        #expect(filled == ofYear.json(updatedAt: Self.updatedAt))
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(filled)) }
    }

    @Test(arguments: ["Northvale", #","updated_at":"2026-01-01T00:00:00Z"}}"#, ""])
    func `one school document is dated anew`(name: String) throws {
        let document = SchoolDocument(
            id: SchoolID(Example.uuid(60)), urn: try #require(Example.northvale), name: name, cohort: .any,
            contact: SchoolContact(), createdAt: "2024-11-01T10:00:00Z")
        let later: Instant = "2027-03-02T11:12:13.5Z"

        let dated = SchoolDocument.dating(document.json(updatedAt: Self.updatedAt), at: later)

        #expect(dated == document.json(updatedAt: later))
    }

    @Test(arguments: ["", #""}}"#, #"{"type":"school","attributes":{"name":"Northvale Academy"}}"#])
    func `what is no document is not dated`(text: String) {
        #expect(SchoolDocument.dating(Array(text.utf8), at: Self.updatedAt) == Array(text.utf8))
    }

    @Test func `a participant in training`() throws {
        let document = try #require(participantDocument(withdrawn: false))

        #expect(
            text(document)
                == #"{"id":"00000000-0000-4000-8000-000000000028","type":"participant","attributes":{"full_name":"Samuel Example","teacher_reference_number":"3001586","updated_at":"2026-01-05T00:01:04Z","ecf_enrolments":[{"training_record_id":"00000000-0000-4000-8000-000000000029","email":"sam@school.example","mentor_id":null,"school_urn":"140001","participant_type":"ect","cohort":"2026","training_status":"active","participant_status":"active","eligible_for_funding":null,"pupil_premium_uplift":false,"sparsity_uplift":false,"schedule_identifier":"ecf-standard-september","delivery_partner_id":"00000000-0000-4000-8000-000000000003","withdrawal":null,"deferral":null,"created_at":"2026-07-10T09:00:00Z","induction_end_date":null,"most_recent_induction_period_end_date":null,"overall_induction_start_date":"2026-09-01","mentor_funding_end_date":null,"cohort_changed_after_payments_frozen":false,"mentor_ineligible_for_funding_reason":null,"working_pattern":"full_time"}],"participant_id_changes":[]}}"#
        )
    }

    @Test func `a participant who was withdrawn`() throws {
        let document = try #require(participantDocument(withdrawn: true))

        #expect(
            text(document).contains(
                #""training_status":"withdrawn","participant_status":"left""#))
        #expect(
            text(document).contains(
                #""withdrawal":{"reason":"moved-school","date":"2026-10-10T14:05:06Z"},"deferral":null"#))
    }

    @Test func `an expression of interest shows nobody`() {
        let document = ParticipantDocument(
            Example.participant(), for: Example.teachFirst,
            history: TeacherHistory(placements: [Example.placement()], training: [Example.training()]),
            deliveryPartners: [:], today: "2026-10-15")

        #expect(document == nil)
    }

    @Test func `another provider sees nobody`() {
        let (history, partners) = confirmedHistory(withdrawn: false)

        let document = ParticipantDocument(
            Example.participant(), for: Example.ambition, history: history, deliveryPartners: partners,
            today: "2026-10-15")

        #expect(document == nil)
    }

    private static let updatedAt: Instant = "2026-01-05T00:01:04.987Z"

    private func text(_ document: some Document) -> String {
        String(decoding: document.json(updatedAt: Self.updatedAt), as: UTF8.self)
    }

    private func confirmedHistory(withdrawn: Bool) -> (TeacherHistory, [PartnershipID: DeliveryPartnerID]) {
        let partnership = Example.partnership()
        var training = Example.training(
            from: "2026-09-01", to: withdrawn ? "2026-10-10" : nil,
            .confirmed(Example.led(), by: partnership.id, afterInterest: false))
        if withdrawn { training.withdrawal = Withdrawal(reason: .movedSchool, at: "2026-10-10T14:05:06Z") }
        return (
            TeacherHistory(placements: [Example.placement()], training: [training]),
            [partnership.id: partnership.deliveryPartnerID]
        )
    }

    private func participantDocument(withdrawn: Bool) -> ParticipantDocument? {
        let (history, partners) = confirmedHistory(withdrawn: withdrawn)
        let record = Participant.Record(
            firstName: Personal("Samuel"), lastName: Personal("Example"),
            induction: InductionRecord(status: .requiredToComplete, startedOn: "2026-09-01"))
        return ParticipantDocument(
            Example.participant(record: record), for: Example.teachFirst, history: history,
            deliveryPartners: partners, today: "2026-10-15")
    }
}
