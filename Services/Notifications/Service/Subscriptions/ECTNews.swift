import Events

/// What registration tells of a teacher, as far as it matters to the letters to her.
enum ECTNews: Sendable {
    case registered(ECTRegistered)
    case left(ECTLeftSchool)
    case nameCorrected(ECTNameCorrected)
}
