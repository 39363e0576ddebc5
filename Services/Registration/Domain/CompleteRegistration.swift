import Vocabulary

/// A registration to which there are no objections.
struct CompleteRegistration {
    private let trn: TRN
    private let school: School
    private let teacher: TeacherName
    private let correction: PersonName?
    private let emailAddress: EmailAddress
    private let startedOn: CalendarDate
    private let workingPattern: WorkingPattern
    private let appropriateBody: AppropriateBodyEntry
    private let training: ChosenTraining

    init?(_ draft: RegistrationDraft, _ situation: RegistrationSituation) {
        guard let trn = draft.trn, let emailAddress = draft.emailAddress, let startedOn = draft.startedOn,
            let workingPattern = draft.workingPattern, let training = draft.training,
            let appropriateBody = situation.appropriateBody,
            case .known(let school) = situation.school, case .proved(let teacher) = situation.identity
        else { return nil }
        self.trn = trn
        self.school = school
        self.teacher = teacher
        self.correction = draft.correctedName
        self.emailAddress = emailAddress
        self.startedOn = startedOn
        self.workingPattern = workingPattern
        self.appropriateBody = appropriateBody
        self.training = training
    }

    func carryOut(as newID: PlacementID, in situation: RegistrationSituation) -> Registration {
        let correctedName = correctionThatStands(after: situation.correctedName)
        return Registration(
            placement: Placement(
                id: newID, trn: trn, schoolID: school.id, startedOn: startedOn, emailAddress: emailAddress,
                workingPattern: workingPattern, appropriateBodyID: appropriateBody.id, training: training),
            school: school,
            emailAddress: emailAddress,
            workingPattern: workingPattern,
            appropriateBody: appropriateBody,
            training: training,
            closed: placementToClose(among: situation.placements),
            correctedName: correctedName,
            displayName: shownName(correctedTo: correctedName),
            nameChange: nameChange(after: situation.correctedName))
    }

    private func shownName(correctedTo correctedName: PersonName?) -> String {
        PersonName.displayName(corrected: correctedName?.rawValue, first: teacher.first, last: teacher.last)
    }

    /// Returns the change of name that this registration makes. Only a correction in this command counts as a change by
    /// this school; repeating the name that is already shown does not.
    private func nameChange(after earlier: PersonName?) -> NameChange? {
        guard let correction else { return nil }
        let previous = shownName(correctedTo: earlier.flatMap { teacher.agrees(with: $0) ? nil : $0 })
        return correction.rawValue == previous ? nil : NameChange(from: previous, to: correction)
    }

    /// Returns the correction that applies from now on. A new correction replaces an earlier one, and a correction that
    /// equals the name in TRS is no correction.
    private func correctionThatStands(after earlier: PersonName?) -> PersonName? {
        guard let name = correction ?? earlier, !teacher.agrees(with: name) else { return nil }
        return name
    }

    /// Returns the placement that this registration ends. A teacher is at one school at a time, so a placement that
    /// would reach into the new one ends on the day before it.
    private func placementToClose(among placements: [Placement]) -> ClosedPlacement? {
        let begun = placements.filter { $0.startedOn <= startedOn }
        let colliding =
            begun.first(where: \.isOpenEnded) ?? begun.first { !$0.isOver(on: startedOn) }
        return colliding.map { ClosedPlacement($0, on: startedOn.adding(days: -1)) }
    }
}
