package import Vocabulary

/// What lead providers can ask for.
package enum Resource: String, Hashable, Sendable, CaseIterable {
    case deliveryPartner = "delivery-partner"
    case partnership
    case participant
    case school
}

/// One resource as one lead provider sees it.
///
/// `updated_at` is not part of the value: it is the moment at which the rest last came to differ, which only whoever
/// stores documents can know.
package protocol Document: Sendable {
    static var resource: Resource { get }
    var createdAt: Instant { get }
    /// The first day on which the document changes with nothing having happened; none where only events change it.
    var dueOn: CalendarDate? { get }
    func json(updatedAt: Instant) -> [UInt8]
}
