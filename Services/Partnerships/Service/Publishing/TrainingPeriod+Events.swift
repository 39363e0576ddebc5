import Events
import PartnershipsDomain
import Vocabulary

/// The names and partners that events carry in addition to ids, so that readers of events need not know the catalogue.
struct EventVocabulary: Sendable {
    var leadProviders: [LeadProviderID: String]
    var deliveryPartners: [DeliveryPartnerID: String]
    var partnerships: [PartnershipID: Partnership]

    func name(of id: LeadProviderID) -> String { leadProviders[id] ?? "" }
    func name(of id: DeliveryPartnerID) -> String { deliveryPartners[id] ?? "" }
}

extension TrainingPeriod {
    /// Returns the event to publish when the period begins, is confirmed, or is confirmed with another delivery
    /// partner.
    func begun(in words: EventVocabulary) -> any Event {
        switch arrangement {
        case .schoolLed:
            SchoolLedTrainingStarted(
                trainingPeriodID: id, placementID: placementID, trn: trn, urn: urn, startedOn: startedOn,
                finishedOn: finishedOn)
        case .expressionOfInterest(let led):
            interest(led, in: words)
        case .confirmed(let led, let partnershipID, _):
            // A partnership that is referred to is always loaded. Without it, the event falls back to the interest,
            // which is true in any case.
            words.partnerships[partnershipID].map { confirmed(led, by: $0, in: words) } ?? interest(led, in: words)
        }
    }

    private func interest(_ led: ProviderLed, in words: EventVocabulary) -> any Event {
        TrainingExpressionOfInterestMade(
            trainingPeriodID: id, placementID: placementID, trn: trn, urn: urn, leadProviderID: led.leadProviderID,
            leadProviderName: words.name(of: led.leadProviderID), contractPeriod: led.contractPeriod,
            scheduleIdentifier: led.schedule.rawValue, startedOn: startedOn, finishedOn: finishedOn)
    }

    private func confirmed(_ led: ProviderLed, by partnership: Partnership, in words: EventVocabulary) -> any Event {
        TrainingConfirmed(
            trainingPeriodID: id, placementID: placementID, trn: trn, urn: urn, partnershipID: partnership.id,
            leadProviderID: led.leadProviderID, leadProviderName: words.name(of: led.leadProviderID),
            deliveryPartnerID: partnership.deliveryPartnerID,
            deliveryPartnerName: words.name(of: partnership.deliveryPartnerID), contractPeriod: led.contractPeriod,
            scheduleIdentifier: led.schedule.rawValue, startedOn: startedOn, finishedOn: finishedOn)
    }
}

extension [TrainingPeriod] {
    /// The periods in an order that does not depend on the order of rows.
    var inEventOrder: [TrainingPeriod] { sorted { ($0.trn, $0.id) < ($1.trn, $1.id) } }
}

extension Departure {
    /// The events to publish about training that ended or never began.
    var events: [any Event] {
        let cancellations: [any Event] = cancelled.map {
            TrainingCancelled(trainingPeriodID: $0.id, placementID: $0.placementID, trn: $0.trn, urn: $0.urn)
        }
        let endings: [any Event] = finished.compactMap { period in
            period.finishedOn.map {
                TrainingFinished(
                    trainingPeriodID: period.id, placementID: period.placementID, trn: period.trn, urn: period.urn,
                    finishedOn: $0)
            }
        }
        return cancellations + endings
    }
}
