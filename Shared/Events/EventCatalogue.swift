/// Every event and command that travels between services.
///
/// An event that is missing here has no golden form and is not in `asyncapi.yaml`.
package enum EventCatalogue {
    package static let all: [any Event.Type] = [
        PersonUpdated.self, PersonMerged.self, PersonDeactivated.self, PersonReactivated.self,
        PersonNotFound.self,
        EstablishmentUpdated.self, EstablishmentLinksUpdated.self,
        LookupRequested.self, LookupAnswered.self, TeacherUpdated.self,
        RegisterECT.self, ReportLeaving.self, SetInductionTutor.self,
        CommandAccepted.self, CommandRefused.self, CommandConflicted.self,
        ECTRegistered.self, ECTNameCorrected.self, ECTLeftSchool.self, SchoolUpdated.self,
        ContractPeriodUpdated.self, LeadProviderUpdated.self, DeliveryPartnerUpdated.self, PairingUpdated.self,
        ScheduleUpdated.self, SchoolPartnershipsUpdated.self,
        TrainingExpressionOfInterestMade.self, TrainingConfirmed.self, SchoolLedTrainingStarted.self,
        TrainingFinished.self, TrainingCancelled.self, TrainingRefused.self,
        MessageQueued.self, MessageAccepted.self, MessageDelivered.self, MessageFailed.self, MessageWithheld.self,
    ]

    package static func events(on topic: Topic) -> [any Event.Type] {
        all.filter { $0.topic == topic }
    }
}
