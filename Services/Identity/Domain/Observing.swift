package import Vocabulary

/// What TRS said of a person, at a moment.
package struct Observation: Hashable, Sendable {
    package let trn: TRN
    package let content: Content
    package let observedAt: Instant

    package init(trn: TRN, content: Content, observedAt: Instant) {
        self.trn = trn
        self.content = content
        self.observedAt = observedAt
    }

    package enum Content: Hashable, Sendable {
        case snapshot(Person.Facts, Person.Digests)
        case deactivated
        case reactivated
        case merged(into: TRN)
        case notFound
    }
}

/// The person after an observation, or nil where a later one has been seen already.
///
/// Of observations that carry a version the version alone decides, and whoever asks has held it against the last one: two
/// orders would lose what is later by the one and earlier by the other.
///
/// What takes a record out of use leaves its facts and digests: a lookup must still tell who proves to know the person
/// why the record cannot be used.
///
/// - Parameter isVersioned: Whether the observation carries a version; without one its moment decides.
package func observing(_ observation: Observation, of person: Person?, isVersioned: Bool) -> Person? {
    if !isVersioned, let person, person.observedAt > observation.observedAt { return nil }
    switch observation.content {
    case .snapshot(let facts, let digests):
        return Person(
            trn: observation.trn, standing: .active, facts: facts, digests: digests,
            observedAt: observation.observedAt)
    case .deactivated: return standing(.deactivated)
    // Whoever was never seen whole stays unknown until a snapshot comes.
    case .reactivated: return standing(person?.facts == nil ? .notFound : .active)
    case .merged(let retained): return standing(.merged(into: retained))
    case .notFound: return standing(.notFound)
    }

    func standing(_ standing: Person.Standing) -> Person {
        Person(
            trn: observation.trn, standing: standing, facts: person?.facts,
            digests: person?.digests ?? Person.Digests(), observedAt: observation.observedAt)
    }
}

extension Person {
    /// Whether others must be told: something that they may know differs. Middle names, digests and times are identity's own.
    package func differsPublicly(from other: Person?) -> Bool {
        standing != other?.standing || facts?.published != other?.facts?.published
    }
}

extension Person.Facts {
    fileprivate var published: Person.Facts {
        var published = self
        published.middleName = nil
        return published
    }
}

extension Instant {
    /// Whether no clock that goes as well as clocks do can have shown it yet: later than ten minutes from now.
    package func isFuture(at now: Instant) -> Bool {
        millisecondsSinceEpoch - now.millisecondsSinceEpoch > 600_000
    }
}
