import PartnershipsDomain
import Vocabulary

/// The things whose documents may have changed.
struct Affected: Hashable, Sendable {
    var schools: Set<URN> = []
    var participants: Set<TRN> = []
    var partnerships: Set<PartnershipID> = []
    var deliveryPartners: Set<DeliveryPartnerID> = []
    /// Contract periods that are new. Every school is listed in them from now on, without any document being written.
    var newContractPeriods: Set<ContractPeriodYear> = []

    var isEmpty: Bool {
        schools.isEmpty && participants.isEmpty && partnerships.isEmpty && deliveryPartners.isEmpty
            && newContractPeriods.isEmpty
    }

    mutating func formUnion(_ other: Affected) {
        schools.formUnion(other.schools)
        participants.formUnion(other.participants)
        partnerships.formUnion(other.partnerships)
        deliveryPartners.formUnion(other.deliveryPartners)
        newContractPeriods.formUnion(other.newContractPeriods)
    }

    /// Adds everything that shows a training period, before or after a change of it.
    mutating func formUnion(with training: TrainingPeriod) {
        schools.insert(training.urn)
        guard let partnershipID = training.partnershipID else { return }
        participants.insert(training.trn)
        partnerships.insert(partnershipID)
    }
}
