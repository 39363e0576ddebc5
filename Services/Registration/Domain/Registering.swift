package import Vocabulary

/// All facts on which the decision to register depends.
package struct RegistrationSituation: Sendable {
    /// Absent if the command names no readable URN.
    package var school: SchoolStanding?
    /// Absent if no list contains the id.
    package var appropriateBody: AppropriateBodyEntry?
    package var catalogue: Catalogue
    /// Every placement of the teacher, at any school.
    package var placements: [Placement]
    /// The correction from an earlier registration.
    package var correctedName: PersonName?
    /// The teachers who use the e-mail address at a placement without a last day.
    package var emailAddressHolders: Set<TRN>
    package var identity: IdentityCheck
    package var closures: RegistrationClosures

    package init(
        school: SchoolStanding?,
        appropriateBody: AppropriateBodyEntry?,
        catalogue: Catalogue,
        placements: [Placement] = [],
        correctedName: PersonName? = nil,
        emailAddressHolders: Set<TRN> = [],
        identity: IdentityCheck,
        closures: RegistrationClosures = .never
    ) {
        self.school = school
        self.appropriateBody = appropriateBody
        self.catalogue = catalogue
        self.placements = placements
        self.correctedName = correctedName
        self.emailAddressHolders = emailAddressHolders
        self.identity = identity
        self.closures = closures
    }
}

/// The outcome of registering.
package enum RegisteringOutcome: Hashable, Sendable {
    case registered(Registration)
    case refused([RefusalReason])
}

/// A registration that was carried out.
package struct Registration: Hashable, Sendable {
    package let placement: Placement
    package let school: School
    package let emailAddress: EmailAddress
    package let workingPattern: WorkingPattern
    package let appropriateBody: AppropriateBodyEntry
    package let training: ChosenTraining
    /// The earlier placement that ends on the day before, if there was one.
    package let closed: ClosedPlacement?
    /// The correction of the name by this school or an earlier one; absent if the name in TRS is right.
    package let correctedName: PersonName?
    package let displayName: String
    /// The change that this registration made to the name under which the teacher was shown before, if any.
    package let nameChange: NameChange?
}

/// Registers the teacher, or returns every reason for refusing.
package func registering(
    _ draft: RegistrationDraft, as newID: PlacementID, in situation: RegistrationSituation, on today: CalendarDate
) -> RegisteringOutcome {
    var reasons = draft.reasons + situation.identity.reasonsForNoProof
    if let day = situation.closures.reopening(after: today) { reasons.append(.registrationClosed(reopensOn: day)) }
    if let standing = situation.school { reasons += accessBlocks(for: standing, purpose: .registerECT) }
    reasons += objectionsToChoices(draft, situation)
    if let reason = objectionToLeadProvider(draft, situation, on: today) { reasons.append(reason) }
    reasons += objectionsFromHistory(draft, situation, on: today)
    reasons += situation.identity.bars.map(\.reason)

    guard reasons.isEmpty, let complete = CompleteRegistration(draft, situation) else {
        return .refused(reasons.uniqued())
    }
    return .registered(complete.carryOut(as: newID, in: situation))
}

private func objectionsToChoices(_ draft: RegistrationDraft, _ situation: RegistrationSituation) -> [RefusalReason] {
    guard draft.appropriateBodyID != nil else { return [] }
    guard let body = situation.appropriateBody else { return [.appropriateBodyUnknown] }
    guard case .known(let school) = situation.school else { return body.objections(at: nil) }
    return body.objections(at: school.establishment)
}

private func objectionToLeadProvider(
    _ draft: RegistrationDraft, _ situation: RegistrationSituation, on today: CalendarDate
) -> RefusalReason? {
    guard let id = draft.leadProviderID else { return nil }
    let catalogue = situation.catalogue
    guard let provider = catalogue.leadProviders[id] else { return .leadProviderUnknown }
    // The contract period depends on earlier training. That training is disclosed only to a school that proved that it
    // knows the teacher, and without it any answer would be a guess.
    guard situation.isProved, let start = draft.startedOn, catalogue.isOpenForStart(on: start, today: today)
    else { return nil }
    let previous = situation.placements.latestStarted?.trainingPeriods.max { $0.startedOn < $1.startedOn }
    guard let period = catalogue.registrationPeriod(startingOn: start, after: previous, on: today) else {
        return .noContractPeriod
    }
    return provider.activeIn.contains(period.year) ? nil : .leadProviderInactive
}

/// Returns the objections that follow from the teacher's other placements.
///
/// They reveal facts about other schools, so they are returned only to a school that proved that it knows the teacher.
private func objectionsFromHistory(
    _ draft: RegistrationDraft, _ situation: RegistrationSituation, on today: CalendarDate
) -> [RefusalReason] {
    let placements = situation.isProved ? situation.placements : []
    var reasons: [RefusalReason] = []
    var schoolID: SchoolID?
    if case .known(let school) = situation.school { schoolID = school.id }

    let isHere = placements.contains { $0.schoolID == schoolID && $0.isOpenEnded }
    if isHere { reasons.append(.alreadyRegisteredHere) }
    // Whoever is here already has no earlier placement for the start to follow.
    if let start = draft.startedOn,
        let objection = objection(
            toStart: start, after: isHere ? [] : placements, at: schoolID, in: situation.catalogue, on: today)
    {
        reasons.append(objection)
    }
    if situation.isProved, let trn = draft.trn, situation.emailAddressHolders.contains(where: { $0 != trn }) {
        reasons.append(.emailAddressTaken)
    }
    return reasons
}

extension RegistrationSituation {
    var isProved: Bool { identity.isProved }
}

extension [RefusalReason] {
    /// Returns the same reasons without duplicates, in their original order.
    func uniqued() -> [RefusalReason] {
        var seen: Set<RefusalReason> = []
        return filter { seen.insert($0).inserted }
    }
}
