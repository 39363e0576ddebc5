package import Vocabulary

/// What TRS said about a person at a certain moment.
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

/// Returns the person after an observation, or nil if a later one has already been seen.
///
/// If an observation carries a version, the version alone decides, and the caller has already compared it with the last
/// one. Applying two orders would lose an observation that is later in one order and earlier in the other.
///
/// Taking a record out of use keeps its facts and digests: it may be put back into use, and is then compared as before.
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
    // A person who was never seen in full stays unknown until a snapshot arrives.
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
    /// Returns whether other services must be informed, because something that they may know differs. Middle names,
    /// digests and times belong to identity alone.
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
    /// Returns whether this moment is more than ten minutes after `now`, which is more than the clocks of two machines
    /// normally differ.
    package func isFuture(at now: Instant) -> Bool {
        millisecondsSinceEpoch - now.millisecondsSinceEpoch > 600_000
    }
}
