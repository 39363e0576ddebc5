package import Vocabulary

/// A teacher as one lead provider sees them: the latest training that this provider confirmed, and no other provider's.
package struct ParticipantDocument: Document, Hashable {
    package static let resource = Resource.participant

    package var participant: Participant
    package var enrolment: Enrolment
    package var dueOn: CalendarDate?

    /// - Returns: nil if the lead provider has never confirmed training of the teacher. With an expression of interest,
    ///   the provider sees the school but not the teacher.
    package init?(
        _ participant: Participant,
        for leadProviderID: LeadProviderID,
        history: TeacherHistory,
        deliveryPartners: [PartnershipID: DeliveryPartnerID],
        today: CalendarDate
    ) {
        guard
            let training = history.confirmedTraining(by: leadProviderID).max(by: TrainingPeriod.startsEarlier),
            let enrolment = Enrolment(
                training, of: participant, history: history, deliveryPartners: deliveryPartners, today: today)
        else { return nil }
        self.participant = participant
        self.enrolment = enrolment
        dueOn = ParticipantStatus.nextChange(
            of: training, inductionCompletedOn: participant.record?.induction.completedOn, today: today)
    }

    package var createdAt: Instant { participant.createdAt }
    package var cohort: ContractPeriodYear { enrolment.cohort }
    package var searchableStatuses: Set<TrainingStatus> { TrainingStatus.searchable(enrolment.training) }

    package func json(updatedAt: Instant) -> [UInt8] {
        JSONText.resource(id: participant.id.description, type: "participant") { attributes in
            attributes.member("full_name", participant.fullName)
            attributes.member("teacher_reference_number", participant.trn.rawValue)
            attributes.member("updated_at", updatedAt)
            attributes.key("ecf_enrolments")
            attributes.array { enrolments in
                enrolments.object { enrolment.write(to: &$0, of: participant) }
            }
            // When TRS merges records, participants here are not merged, so no id has ever been given up.
            attributes.key("participant_id_changes")
            attributes.array { _ in }
        }
    }
}

extension TeacherHistory {
    func confirmedTraining(by leadProviderID: LeadProviderID) -> [TrainingPeriod] {
        training.filter { $0.partnershipID != nil && $0.providerLed?.leadProviderID == leadProviderID }
    }

    /// The lead providers that may see the teacher.
    package var confirmingLeadProviders: Set<LeadProviderID> {
        Set(training.filter { $0.partnershipID != nil }.compactMap(\.providerLed?.leadProviderID))
    }
}
