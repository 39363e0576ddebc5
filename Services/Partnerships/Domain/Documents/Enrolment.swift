package import Vocabulary

/// The training of an early career teacher in the form that the API calls an enrolment.
package struct Enrolment: Hashable, Sendable {
    package var training: TrainingPeriod
    package var cohort: ContractPeriodYear
    package var schedule: ScheduleIdentifier
    package var deliveryPartnerID: DeliveryPartnerID
    package var emailAddress: Personal<String>?
    /// The API knows two patterns. Any other pattern is not shown.
    package var workingPattern: WorkingPattern?
    package var participantStatus: ParticipantStatus
    /// When the placement was registered that began first.
    package var createdAt: Instant

    init?(
        _ training: TrainingPeriod,
        of participant: Participant,
        history: TeacherHistory,
        deliveryPartners: [PartnershipID: DeliveryPartnerID],
        today: CalendarDate
    ) {
        guard case .confirmed(let led, let partnershipID, _) = training.arrangement,
            let deliveryPartnerID = deliveryPartners[partnershipID]
        else { return nil }
        self.training = training
        self.deliveryPartnerID = deliveryPartnerID
        cohort = led.contractPeriod
        schedule = led.schedule
        emailAddress = history.placements.first { $0.id == training.placementID }?.emailAddress
        workingPattern = history.placements.max(by: Placement.startsEarlier)?.workingPattern.known
        participantStatus = ParticipantStatus(
            of: training, inductionCompletedOn: participant.record?.induction.completedOn, today: today)
        createdAt = history.placements.min(by: Placement.startsEarlier)?.registeredAt ?? training.createdAt
    }

    func write(to json: inout JSONText, of participant: Participant) {
        writeIdentity(to: &json, of: participant)
        writeTraining(to: &json, of: participant)
        writeInduction(to: &json, of: participant)
    }

    private func writeIdentity(to json: inout JSONText, of participant: Participant) {
        json.member("training_record_id", participant.trainingRecordID.description)
        json.member("email", emailAddress?.revealed)
        // Mentors are not registered here, so nobody has one.
        json.member("mentor_id", String?.none)
        json.member("school_urn", training.urn.rawValue)
        json.member("participant_type", "ect")
        json.member("cohort", cohort.description)
    }

    private func writeTraining(to json: inout JSONText, of participant: Participant) {
        let status = TrainingStatus(of: training)
        json.member("training_status", status.rawValue)
        json.member("participant_status", participantStatus.rawValue)
        json.member("eligible_for_funding", participant.funding.isFunded)
        // A school has uplifts if it has a row of funding eligibility, and no such rows exist here. A school without a
        // row has none; from 2025 on, no contract period pays uplifts.
        json.member("pupil_premium_uplift", false)
        json.member("sparsity_uplift", false)
        json.member("schedule_identifier", schedule.rawValue)
        json.member("delivery_partner_id", deliveryPartnerID.description)
        json.key("withdrawal")
        json.stamp(status == .withdrawn ? training.withdrawal.map { ($0.reason.rawValue, $0.at) } : nil)
        json.key("deferral")
        json.stamp(status == .deferred ? training.deferral.map { ($0.reason.rawValue, $0.at) } : nil)
        json.member("created_at", createdAt)
    }

    private func writeInduction(to json: inout JSONText, of participant: Participant) {
        let induction = participant.record?.induction
        json.member("induction_end_date", induction?.completedOn)
        // Appropriate bodies do not report induction periods. Only what TRS says about induction as a whole is known.
        json.member("most_recent_induction_period_end_date", CalendarDate?.none)
        json.member("overall_induction_start_date", induction?.startedOn)
        // The two members about mentors apply only to enrolments of mentors.
        json.member("mentor_funding_end_date", CalendarDate?.none)
        json.member("cohort_changed_after_payments_frozen", participant.frozenPeriodLeft != nil)
        json.member("mentor_ineligible_for_funding_reason", String?.none)
        json.member("working_pattern", workingPattern?.rawValue)
    }
}

extension JSONText {
    fileprivate mutating func stamp(_ stamp: (reason: String, at: Instant)?) {
        guard let stamp else { return string(nil) }
        object { json in
            json.member("reason", stamp.reason)
            json.member("date", stamp.at)
        }
    }
}
