import Foundation
import NotificationsDomain
import Vocabulary

/// A time in the middle of a day, relative to which other times are given.
let noon = Date(timeIntervalSince1970: 1_767_268_800)

func urnOf(_ text: String) -> URN {
    guard let urn = URN(exactly: text) else { preconditionFailure("\(text) is not a URN") }
    return urn
}

func trnOf(_ text: String) -> TRN {
    guard let trn = TRN(exactly: text) else { preconditionFailure("\(text) is not a TRN") }
    return trn
}

func uuid(_ last: UInt8) -> UUID {
    UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last))
}

func live(_ event: UInt8 = 1) -> Occurrence {
    Occurrence(eventID: uuid(event), time: noon, isReplay: false)
}

func replayed(after days: Double) -> Occurrence {
    Occurrence(eventID: uuid(1), time: noon.addingTimeInterval(-days * 86_400), isReplay: true)
}

extension Recovery {
    /// The ledger never lost anything.
    static let never = Recovery(date: nil)
}

func registration(
    email: String = "jo@school.example", programme: TrainingProgramme = .providerLed, placement: UInt8 = 7
) -> Registration {
    Registration(
        placementID: PlacementID(uuid(placement)), trn: trnOf("1000001"), urn: urnOf("100001"),
        name: Personal("Jo Field"), emailAddress: Personal(email), programme: programme)
}

func school(
    tutor email: String?, name: String = "Sam Hill", appointment: Appointment? = nil, isOpen: Bool = true
) -> School {
    School(
        id: SchoolID(uuid(9)), urn: urnOf("100001"), name: "Oak School", isOpen: isOpen,
        tutor: email.map { Tutor(name: Personal(name), emailAddress: Personal($0), appointment: appointment) })
}

func entry(
    _ state: MessageState, attempt: Int = 1, absences: Int = 0, notifyID: UUID? = nil, queuedHoursAgo: Double = 0
) -> Entry {
    Entry(
        state: state, attempt: attempt, absences: absences, notifyID: notifyID,
        queuedAt: noon.addingTimeInterval(-queuedHoursAgo * 3_600))
}

let links = Links(
    service: "https://register.example", entitlement: "https://entitlement.example",
    settingUp: "https://setting-up.example", guidance: "https://guidance.example", signIn: "https://sign-in.example",
    signInHelp: "https://sign-in.example/help", privacy: "https://privacy.example")
