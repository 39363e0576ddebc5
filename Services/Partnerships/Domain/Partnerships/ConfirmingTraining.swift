import Vocabulary

/// Attaches a new partnership to the training that waited for it, in place: dates and schedule stay as they are.
///
/// - Returns: the periods that changed. Training of other schools, lead providers or years does not change, nor does
///   training that was confirmed before.
package func confirmingTraining(_ waiting: [TrainingPeriod], by partnership: Partnership) -> [TrainingPeriod] {
    waiting.compactMap { period in
        guard case .expressionOfInterest(let led) = period.arrangement,
            period.urn == partnership.urn,
            led.leadProviderID == partnership.leadProviderID,
            led.contractPeriod == partnership.contractPeriod
        else { return nil }
        var confirmed = period
        confirmed.arrangement = .confirmed(led, by: partnership.id, afterInterest: true)
        return confirmed
    }
}
