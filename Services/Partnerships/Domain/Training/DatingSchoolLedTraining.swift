import Vocabulary

/// Returns the school-led training whose contract period has changed since it was registered, with the right period.
///
/// School-led training belongs to the period that contains its first day. A registration may come before that period is
/// in the catalogue, and the days of a period may be corrected.
package func datingSchoolLed(_ training: [TrainingPeriod], in periods: ContractPeriods) -> [TrainingPeriod] {
    training.compactMap { each in
        guard case .schoolLed(let known) = each.arrangement else { return nil }
        let year = periods.containing(each.startedOn)?.year
        guard year != known else { return nil }
        var dated = each
        dated.arrangement = .schoolLed(contractPeriod: year)
        return dated
    }
}
