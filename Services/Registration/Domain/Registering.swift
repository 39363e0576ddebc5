package import Vocabulary

/// Everything that the decision to register depends on.
package struct RegistrationSituation: Sendable {
    /// Absent where the command names no URN that could be read.
    package var school: SchoolStanding?
    /// Absent where the id is on no list.
    package var appropriateBody: AppropriateBodyEntry?
    package var catalogue: Catalogue
    /// Every placement of the teacher, at any school.
    package var placements: [Placement]
    /// The correction that an earlier registration gave.
    package var correctedName: PersonName?
    /// Whoever uses the e-mail address at a placement without a last day.
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

/// What registering came to.
package enum RegisteringOutcome: Hashable, Sendable {
    case registered(Registration)
    case refused([RefusalReason])
}

/// A teacher is registered.
package struct Registration: Hashable, Sendable {
    package let placement: Placement
    package let school: School
    package let emailAddress: EmailAddress
    package let workingPattern: WorkingPattern
    package let appropriateBody: AppropriateBodyEntry
    package let training: ChosenTraining
    /// The earlier placement that ends on the day before, where there was one.
    package let closed: ClosedPlacement?
    /// The school's, or an earlier school's, correction of the name; absent where the name in TRS is right.
    package let correctedName: PersonName?
    package let displayName: String
    /// What this registration changed about the name under which the teacher was shown before, where it did.
    package let nameChange: NameChange?
}

/// Registers the teacher, or says every reason why not.
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
    // The contract period hangs on the training before the start. It is known only to who proved to know the teacher,
    // and without it any answer would be a guess.
    guard situation.isProved, let start = draft.startedOn, catalogue.isOpenForStart(on: start, today: today)
    else { return nil }
    let previous = situation.placements.latestStarted?.trainingPeriods.max { $0.startedOn < $1.startedOn }
    guard let period = catalogue.registrationPeriod(startingOn: start, after: previous, on: today) else {
        return .noContractPeriod
    }
    return provider.activeIn.contains(period.year) ? nil : .leadProviderInactive
}

/// What the teacher's other placements stand in the way of. Told only to a school that proved that it knows the
/// teacher, because it tells of other schools.
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
    /// The same reasons, each once, in the order in which they came up.
    func uniqued() -> [RefusalReason] {
        var seen: Set<RefusalReason> = []
        return filter { seen.insert($0).inserted }
    }
}
