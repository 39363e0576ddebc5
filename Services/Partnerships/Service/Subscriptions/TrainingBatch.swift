import Events
import Foundation
import Messaging
import PartnershipsDomain
import Vocabulary

/// The registrations and departures of one batch on their way to training periods.
///
/// The batch contains everything that they depend on and collects their consequences in order, without queries to the
/// database in between. The result is the same as when each event is handled on its own. If a later event undoes the
/// effect of an earlier one, both are published, but only the result is written.
struct TrainingBatch {
    /// A placement that waits for its training.
    private struct Waiting {
        var placementID: PlacementID
        var wish: TrainingWish
        var refusal: Refusal
    }

    /// What was published about a placement that waits.
    struct Refusal: Equatable {
        var code: String
        /// Nil for a refusal by a version that did not keep it.
        var detail: String?
    }

    /// The facts about teachers, updated with every event, so that a later event about the same teacher sees the
    /// earlier ones.
    private(set) var histories: [TRN: TeacherHistory]
    private(set) var people: [TRN: Participant]
    private var waiting: [TRN: [Waiting]]
    let partnerships: [URN: [Partnership]]
    let catalogue: Catalogue
    let words: EventVocabulary
    let today: CalendarDate

    private var registered: [TrainingStore.Wished] = []
    private var begun: [TrainingPeriod] = []
    private var ended: [TrainingPeriodID: TrainingPeriod] = [:]
    private var departed: [PlacementID: Placement] = [:]
    private var refused: [PlacementID: TrainingRefusal] = [:]
    private(set) var cancelled: [TrainingPeriod] = []
    /// How many placements were refused for each reason, whether or not the reason is new.
    private(set) var reasons: [TrainingRefusal: Int] = [:]
    private(set) var changedPeople: Set<TRN> = []
    private(set) var entries: [OutboxEntry] = []
    private(set) var affected = Affected()

    /// - Parameter refused: placements that may be given training by a departure of their teacher.
    init(
        histories: [TRN: TeacherHistory], people: [TRN: Participant], refused: [TrainingStore.Refused],
        partnerships: [URN: [Partnership]], catalogue: Catalogue, words: EventVocabulary, today: CalendarDate
    ) {
        self.histories = histories
        self.people = people
        waiting = Dictionary(grouping: refused, by: \.wished.placement.trn).mapValues { ofOne in
            ofOne.map { Waiting(placementID: $0.wished.placement.id, wish: $0.wished.wish, refusal: Refusal($0)) }
        }
        self.partnerships = partnerships
        self.catalogue = catalogue
        self.words = words
        self.today = today
    }

    /// Registers a placement. A placement that is already known changes nothing.
    mutating func register(_ placement: Placement, wish: TrainingWish, causedBy cause: EventMetadata) {
        var history = histories[placement.trn] ?? TeacherHistory()
        guard !history.placements.contains(where: { $0.id == placement.id }) else { return }
        registered.append(TrainingStore.Wished(placement: placement, wish: wish))
        history.placements.append(placement)
        histories[placement.trn] = history
        // Documents of training that was confirmed before may now show another working pattern.
        affected.participants.insert(placement.trn)
        stampFunding(of: placement.trn)
        // TRS may have adopted the correction between the registration and its arrival here.
        change(placement.trn) { $0 = $0.droppingNeedlessCorrection() }
        open(placement, wish: wish, causedBy: cause)
    }

    /// Ends a placement and its training.
    ///
    /// - Throws: ``Poison`` for a placement that was never registered here; its registration must be handled first.
    mutating func leave(_ event: ECTLeftSchool, causedBy cause: EventMetadata) throws {
        guard var history = histories[event.trn],
            let position = history.placements.firstIndex(where: { $0.id == event.placementID })
        else { throw Poison("the placement \(event.placementID) is not known") }
        let departure = leavingSchool(history.placements[position], training: history.training, on: event.leftOn)
        for period in departure.cancelled + departure.finished { affected.formUnion(with: period) }
        affected.participants.insert(event.trn)
        let gone = Set(departure.cancelled.map(\.id))
        let finished = Dictionary(uniqueKeysWithValues: departure.finished.map { ($0.id, $0) })
        history.placements[position] = departure.placement
        history.training = history.training.filter { !gone.contains($0.id) }.map { finished[$0.id] ?? $0 }
        histories[event.trn] = history
        departed[event.placementID] = departure.placement
        cancelled += departure.cancelled
        ended.merge(finished, uniquingKeysWith: { $1 })
        entries += departure.events.map { OutboxEntry($0, causedBy: cause) }
        openWhatWaits(of: event.trn, causedBy: cause)
    }

    /// Retries the refused placements of a teacher: once other training has ended, there may be room for training that
    /// overlapped it.
    private mutating func openWhatWaits(of trn: TRN, causedBy cause: EventMetadata) {
        let placements = histories[trn]?.placements ?? []
        for each in waiting[trn] ?? [] {
            guard let placement = placements.first(where: { $0.id == each.placementID }) else { continue }
            open(placement, wish: each.wish, after: each.refusal, causedBy: cause)
        }
    }

    /// Opens the training of a placement, or records why that is not possible.
    ///
    /// - Parameter refusal: the reason for which the placement was refused before.
    mutating func open(
        _ placement: Placement, wish: TrainingWish, after refusal: Refusal? = nil, causedBy cause: EventMetadata?
    ) {
        let history = histories[placement.trn] ?? TeacherHistory()
        do {
            let opening = try openingTraining(
                for: placement, wish: wish, after: history, partnerships: partnerships[placement.urn] ?? [],
                catalogue: catalogue, id: TrainingPeriodID(UUID.version7()))
            if let opening { begin(opening, of: placement, causedBy: cause) }
        } catch {
            // A teacher who has left by now no longer waits. The refusal stays, as it explains why there was no
            // training.
            if let lastDay = placement.finishedOn, lastDay < today { return }
            reasons[error, default: 0] += 1
            // The same reason is not published twice.
            guard Refusal(error) != refusal else { return }
            refuse(placement, wish: wish, because: error, causedBy: cause)
        }
    }

    private mutating func refuse(
        _ placement: Placement, wish: TrainingWish, because reason: TrainingRefusal, causedBy cause: EventMetadata?
    ) {
        refused[placement.id] = reason
        keep(Waiting(placementID: placement.id, wish: wish, refusal: Refusal(reason)), of: placement.trn)
        let event = TrainingRefused(
            placementID: placement.id, trn: placement.trn, urn: placement.urn, code: reason.code,
            detail: reason.detail)
        entries.append(OutboxEntry(event, causedBy: cause))
    }

    /// Stores a waiting placement. It keeps its turn: of two that exclude each other, the one that was registered first
    /// is tried first.
    private mutating func keep(_ placement: Waiting, of trn: TRN) {
        var line = waiting[trn] ?? []
        if let index = line.firstIndex(where: { $0.placementID == placement.placementID }) {
            line[index] = placement
        } else {
            line.append(placement)
        }
        waiting[trn] = line
    }

    private mutating func begin(_ opening: TrainingOpening, of placement: Placement, causedBy cause: EventMetadata?) {
        begun.append(opening.training)
        refused[placement.id] = nil
        waiting[placement.trn]?.removeAll { $0.placementID == placement.id }
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

// MARK: - What is to be written

extension TrainingBatch {
    /// New placements, with their end if they have one by now.
    var placements: [TrainingStore.Wished] {
        registered.map { TrainingStore.Wished(placement: departed[$0.placement.id] ?? $0.placement, wish: $0.wish) }
    }

    /// Placements that their teachers left, including new ones.
    var left: [Placement] { Array(departed.values) }

    /// New training that was not cancelled again, with its end if it has one by now.
    var training: [TrainingPeriod] {
        let gone = Set(cancelled.map(\.id))
        return begun.filter { !gone.contains($0.id) }.map { ended[$0.id] ?? $0 }
    }

    /// Training that ended, including new training.
    var finished: [TrainingPeriod] { Array(ended.values) }

    /// Placements that were given training, even if it has ended or was cancelled since.
    var opened: [PlacementID] { begun.map(\.placementID) }

    /// The new reasons of placements that still wait.
    var refusals: [(PlacementID, TrainingRefusal)] { refused.map { ($0.key, $0.value) } }
}

extension TrainingBatch.Refusal {
    init(_ refused: TrainingStore.Refused) {
        self.init(code: refused.code, detail: refused.detail)
    }

    init(_ reason: TrainingRefusal) {
        self.init(code: reason.code, detail: reason.detail)
    }
}
