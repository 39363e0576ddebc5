import Events
import Foundation
import Messaging
import PartnershipsDomain
import Vocabulary

/// Registrations of one batch on their way to training periods: everything they depend on is here, and what follows from
/// them is gathered, without a word to the database in between.
struct OpeningBatch {
    /// What is known of teachers, kept up with every registration, so that a later one of the same teacher sees the earlier.
    private(set) var histories: [TRN: TeacherHistory]
    private(set) var people: [TRN: Participant]
    let partnerships: [URN: [Partnership]]
    let catalogue: Catalogue
    let words: EventVocabulary
    let today: CalendarDate

    private(set) var placements: [TrainingStore.Wished] = []
    private(set) var training: [TrainingPeriod] = []
    /// New reasons only.
    private(set) var refusals: [(PlacementID, TrainingRefusal)] = []
    /// How many placements wait for each reason, new or not.
    private(set) var waiting: [TrainingRefusal: Int] = [:]
    private(set) var changedPeople: Set<TRN> = []
    private(set) var entries: [OutboxEntry] = []
    private(set) var affected = Affected()

    init(
        histories: [TRN: TeacherHistory], people: [TRN: Participant], partnerships: [URN: [Partnership]],
        catalogue: Catalogue, words: EventVocabulary, today: CalendarDate
    ) {
        self.histories = histories
        self.people = people
        self.partnerships = partnerships
        self.catalogue = catalogue
        self.words = words
        self.today = today
    }

    /// A placement that is known already changes nothing.
    mutating func register(_ placement: Placement, wish: TrainingWish, causedBy cause: EventMetadata) {
        var history = histories[placement.trn] ?? TeacherHistory()
        guard !history.placements.contains(where: { $0.id == placement.id }) else { return }
        placements.append(TrainingStore.Wished(placement: placement, wish: wish))
        history.placements.append(placement)
        histories[placement.trn] = history
        // What was confirmed before may show another working pattern now.
        affected.participants.insert(placement.trn)
        stampFunding(of: placement.trn)
        // TRS may have come to agree between the registration and its arrival here.
        change(placement.trn) { $0 = $0.droppingNeedlessCorrection() }
        open(placement, wish: wish, causedBy: cause)
    }

    /// Opens the training of a placement, or says why that cannot be.
    ///
    /// - Parameter refusal: the code under which the placement was refused before.
    mutating func open(
        _ placement: Placement, wish: TrainingWish, after refusal: String? = nil, causedBy cause: EventMetadata?
    ) {
        let history = histories[placement.trn] ?? TeacherHistory()
        do {
            let opening = try openingTraining(
                for: placement, wish: wish, after: history, partnerships: partnerships[placement.urn] ?? [],
                catalogue: catalogue, id: TrainingPeriodID(UUID.version7()))
            if let opening { begin(opening, of: placement, causedBy: cause) }
        } catch {
            // Who has left by now waits for nothing. The refusal stands: it is why there was no training.
            if let lastDay = placement.finishedOn, lastDay < today { return }
            waiting[error, default: 0] += 1
            // The same reason again is no news.
            guard error.code != refusal else { return }
            refusals.append((placement.id, error))
            let refused = TrainingRefused(
                placementID: placement.id, trn: placement.trn, urn: placement.urn, code: error.code,
                detail: error.detail)
            entries.append(OutboxEntry(refused, causedBy: cause))
        }
    }

    private mutating func begin(_ opening: TrainingOpening, of placement: Placement, causedBy cause: EventMetadata?) {
        training.append(opening.training)
        histories[placement.trn, default: TeacherHistory()].training.append(opening.training)
        affected.formUnion(with: opening.training)
        entries.append(OutboxEntry(opening.training.begun(in: words), causedBy: cause))
        if let left = opening.leftFrozenPeriod {
            change(placement.trn) { $0.frozenPeriodLeft = left }
        }
    }

    private mutating func stampFunding(of trn: TRN) {
        guard let induction = people[trn]?.record?.induction else { return }
        let today = today
        change(trn) { $0.funding = $0.funding.stamped(by: induction, today: today) }
    }

    private mutating func change(_ trn: TRN, _ edit: (inout Participant) -> Void) {
        guard let person = people[trn] else { return }
        var edited = person
        edit(&edited)
        guard edited != person else { return }
        people[trn] = edited
        changedPeople.insert(trn)
        affected.participants.insert(trn)
    }
}
