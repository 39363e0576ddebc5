package import Vocabulary

/// The kinds of resources that lead providers can request.
package enum Resource: String, Hashable, Sendable, CaseIterable {
    case deliveryPartner = "delivery-partner"
    case partnership
    case participant
    case school
}

/// One resource as one lead provider sees it.
///
/// `updated_at` is not part of the value. It is the time at which the rest of the document last changed, and only the
/// code that stores documents knows that.
package protocol Document: Sendable {
    static var resource: Resource { get }
    var createdAt: Instant { get }
    /// The first day on which the document changes without any event; nil if only events change it.
    var dueOn: CalendarDate? { get }
    func json(updatedAt: Instant) -> [UInt8]
}
