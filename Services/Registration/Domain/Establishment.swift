package import Vocabulary

/// The facts about an establishment that the rules depend on.
package struct Establishment: Hashable, Sendable {
    package var urn: URN
    package var type: EstablishmentType
    package var status: EstablishmentStatus
    package var closedOn: CalendarDate?
    /// Approved under section 41 of the Children and Families Act 2014, which funds training at an independent school.
    package var isSection41Approved: Bool

    package init(
        urn: URN,
        type: EstablishmentType,
        status: EstablishmentStatus,
        closedOn: CalendarDate? = nil,
        isSection41Approved: Bool = false
    ) {
        self.urn = urn
        self.type = type
        self.status = status
        self.closedOn = closedOn
        self.isSection41Approved = isSection41Approved
    }
}

extension Establishment {
    /// Whether the school is open. A school that is proposed to close is still open; one that is proposed to open is
    /// not open yet.
    package var isOpen: Bool { status == .open || status == .proposedToClose }

    /// Whether the establishment is worth keeping: it is open, or it closed in or after 2020, when the first records
    /// begin.
    package var isOpenOrRecentlyClosed: Bool {
        if isOpen { return true }
        guard let closedOn else { return false }
        return closedOn.year >= 2020
    }

    package var isInEngland: Bool { type.isInEngland }

    /// Whether teachers at this type of establishment are registered here, funded or not.
    package var isInScope: Bool { type == .stateFunded || type == .independent }

    /// Whether the establishment gets a school in this service.
    package var isImportable: Bool {
        isOpenOrRecentlyClosed && isInEngland && isInScope
    }

    /// Whether the department funds training here.
    package var isEligible: Bool {
        isOpen && isInEngland && (type == .stateFunded || (type == .independent && isSection41Approved))
    }

    /// Whether this is an independent school without section 41 approval, which the department does not fund.
    package var isUnfundedIndependent: Bool { type == .independent && !isSection41Approved }
}
