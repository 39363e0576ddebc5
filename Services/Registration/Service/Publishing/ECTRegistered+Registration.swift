import Events
import RegistrationDomain
import Vocabulary

extension ECTRegistered {
    /// Nil only for a registration that misses what a registration always has.
    init?(_ registration: Registration, at moment: Instant, requestedBy: String?) {
        let placement = registration.placement
        guard let emailAddress = placement.emailAddress, let workingPattern = placement.workingPattern,
            let training = placement.training
        else { return nil }
        let body = registration.appropriateBody
        self.init(
            placementID: placement.id, trn: placement.trn, urn: registration.school.urn,
            schoolID: registration.school.id, name: Personal(registration.displayName),
            correctedName: registration.correctedName.map { Personal($0.rawValue) },
            emailAddress: Personal(emailAddress.rawValue), startedOn: placement.startedOn,
            workingPattern: workingPattern,
            appropriateBody: AppropriateBody(id: body.id, name: body.name, kind: body.kind),
            training: TrainingChoice(programme: training.programme, leadProviderID: training.leadProviderID),
            registeredAt: moment, requestedBy: requestedBy)
    }
}
