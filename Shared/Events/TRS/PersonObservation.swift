package import Vocabulary

/// An event that says what was seen in TRS about one person, and when. A later observation replaces an earlier one.
package protocol PersonObservation: Event {
    var observedAt: Instant { get }
}

extension PersonUpdated: PersonObservation {}
extension PersonMerged: PersonObservation {}
extension PersonDeactivated: PersonObservation {}
extension PersonReactivated: PersonObservation {}
extension PersonNotFound: PersonObservation {}
