import Events
import Foundation
import Vocabulary

func urnOf(_ text: String) -> URN {
    guard let urn = URN(exactly: text) else { preconditionFailure("\(text) is not a URN") }
    return urn
}

func trnOf(_ number: Int) -> TRN {
    guard let trn = TRN(exactly: String(number)) else { preconditionFailure("\(number) is not a TRN") }
    return trn
}

func registered(
    _ number: Int = 1, at urn: String = "100001", programme: TrainingProgramme = .schoolLed
) -> ECTRegistered {
    ECTRegistered(
        placementID: PlacementID(UUID()), trn: trnOf(1_000_000 + number), urn: urnOf(urn), schoolID: SchoolID(UUID()),
        name: Personal("Jo Field \(number)"), emailAddress: Personal("jo\(number)@school.example"),
        startedOn: CalendarDate(daysSinceEpoch: 20_000), workingPattern: .fullTime,
        appropriateBody: AppropriateBody(id: AppropriateBodyID(UUID()), name: "Hub", kind: .teachingSchoolHub),
        training: TrainingChoice(programme: programme), registeredAt: Instant(Date()))
}

/// A departure, on a day that lies ahead of the clock of these tests unless another is given.
func left(
    _ registration: ECTRegistered, on day: CalendarDate = CalendarDate(daysSinceEpoch: 20_554),
    because cause: ECTLeftSchool.Cause = .registeredElsewhere
) -> ECTLeftSchool {
    ECTLeftSchool(
        placementID: registration.placementID, trn: registration.trn, urn: registration.urn, leftOn: day, cause: cause)
}

func renamed(_ registration: ECTRegistered, _ name: String) -> ECTNameCorrected {
    ECTNameCorrected(
        trn: registration.trn, placementID: PlacementID(UUID()), urn: registration.urn,
        previousName: registration.name, name: Personal(name), isSignificant: false, correctedAt: Instant(Date()))
}

func school(
    _ urn: String = "100001", name: String = "Oak School", tutor email: String? = nil, tutorName: String = "Sam Hill",
    isOpen: Bool = true
) -> SchoolUpdated {
    SchoolUpdated(
        schoolID: SchoolID(UUID()), urn: urnOf(urn), name: name, isOpen: isOpen, isEligible: true,
        inductionTutor: email.map { InductionTutor(name: Personal(tutorName), emailAddress: Personal($0)) },
        createdAt: Instant(Date()))
}
