import Events
import RegistrationDomain
import Vocabulary

extension ECTRegistered {
    init(_ registration: Registration, at moment: Instant, requestedBy: String?) {
        let (placement, body) = (registration.placement, registration.appropriateBody)
        let training = registration.training
        self.init(
            placementID: placement.id, trn: placement.trn, urn: registration.school.urn,
            schoolID: registration.school.id, name: Personal(registration.displayName),
            correctedName: registration.correctedName.map { Personal($0.rawValue) },
            emailAddress: Personal(registration.emailAddress.rawValue), startedOn: placement.startedOn,
            workingPattern: registration.workingPattern,
            appropriateBody: AppropriateBody(id: body.id, name: body.name, kind: body.kind),
            training: TrainingChoice(programme: training.programme, leadProviderID: training.leadProviderID),
            registeredAt: moment, requestedBy: requestedBy)
    }
}
