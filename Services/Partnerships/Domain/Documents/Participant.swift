package import Vocabulary

/// A teacher as lead providers know them, regardless of which provider trains them.
package struct Participant: Hashable, Sendable {
    /// What TRS says about the teacher.
    package struct Record: Hashable, Sendable {
        package var firstName: Personal<String>
        package var lastName: Personal<String>
        package var induction: InductionRecord

        package init(firstName: Personal<String>, lastName: Personal<String>, induction: InductionRecord) {
            self.firstName = firstName
            self.lastName = lastName
            self.induction = induction
        }
    }

    package var trn: TRN
    package var id: TeacherID
    /// Identifies the teacher's training as an early career teacher. The id never changes and is the same for every
    /// lead provider.
    package var trainingRecordID: TeacherID
    /// The name that was shown when a school registered the teacher. It is used until TRS has reported the teacher.
    package var registeredName: Personal<String>
    package var correctedName: Personal<String>?
    package var record: Record?
    package var funding: FundingEligibility
    /// The frozen contract period that the teacher was moved out of.
    package var frozenPeriodLeft: ContractPeriodYear?
    package var createdAt: Instant

    package init(
        trn: TRN, id: TeacherID, trainingRecordID: TeacherID, registeredName: Personal<String>,
        correctedName: Personal<String>? = nil, record: Record? = nil,
        funding: FundingEligibility = FundingEligibility(),
        frozenPeriodLeft: ContractPeriodYear? = nil, createdAt: Instant
    ) {
        self.trn = trn
        self.id = id
        self.trainingRecordID = trainingRecordID
        self.registeredName = registeredName
        self.correctedName = correctedName
        self.record = record
        self.funding = funding
        self.frozenPeriodLeft = frozenPeriodLeft
        self.createdAt = createdAt
    }

    /// Returns the participant without a name correction that TRS now agrees with, so that later changes in TRS are
    /// shown.
    package func droppingNeedlessCorrection() -> Participant {
        guard let record, let correctedName else { return self }
        let (first, last) = (record.firstName.revealed, record.lastName.revealed)
        let recorded = PersonName.displayName(corrected: nil, first: first, last: last)
        let shown = PersonName.displayName(corrected: correctedName.revealed, first: first, last: last)
        guard shown == recorded else { return self }
        var person = self
        person.correctedName = nil
        return person
    }

    var fullName: String {
        guard let record else { return correctedName?.revealed ?? registeredName.revealed }
        return PersonName.displayName(
            corrected: correctedName?.revealed, first: record.firstName.revealed, last: record.lastName.revealed)
    }
}
