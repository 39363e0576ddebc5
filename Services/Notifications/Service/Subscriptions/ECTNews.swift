import Events

/// The events from registration about a teacher that matter to letters to the teacher.
enum ECTNews: Sendable {
    case registered(ECTRegistered)
    case left(ECTLeftSchool)
    case nameCorrected(ECTNameCorrected)
}
