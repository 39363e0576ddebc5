import Events
import RegistrationDomain
import Vocabulary

extension ECTNameCorrected {
    init(_ change: NameChange, by registration: Registration, at moment: Instant, requestedBy: String?) {
        self.init(
            trn: registration.placement.trn, placementID: registration.placement.id, urn: registration.school.urn,
            previousName: Personal(change.previous), name: Personal(change.new.rawValue),
            isSignificant: change.isSignificant, correctedAt: moment, requestedBy: requestedBy)
    }
}
