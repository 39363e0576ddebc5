import Vocabulary

/// What a user of a school wants to do, as far as access to the service depends on it.
package enum SchoolPurpose: Hashable, Sendable {
    case registerECT
    case manage
}

/// Returns every reason why a school may not do this; empty if it may.
package func accessBlocks(for standing: SchoolStanding, purpose: SchoolPurpose) -> [RefusalReason] {
    switch standing {
    case .unknown:
        return [.schoolUnknown]
    case .notASchool(let establishment):
        var reasons = establishment.reasonForNotOpen.map { [$0] } ?? []
        if establishment.isInScope, establishment.isUnfundedIndependent { reasons.append(.schoolNotFunded) }
        // One that is open and in scope gets its school with the next snapshot of GIAS.
        if !establishment.isInScope || reasons.isEmpty { reasons.append(.schoolIneligible) }
        return reasons
    case .known(let school):
        var reasons = school.establishment.reasonForNotOpen.map { [$0] } ?? []
        // GIAS changed its type after the school was created. Teachers who are here may still be reported as leaving.
        if purpose == .registerECT, !school.establishment.isInScope { reasons.append(.schoolIneligible) }
        if school.establishment.isUnfundedIndependent {
            // Teachers who are already in training continue to the end. Such a school therefore keeps its access but
            // may not register further teachers.
            if !school.hasOpenTraining {
                reasons.append(.schoolNotFunded)
            } else if purpose == .registerECT {
                reasons.append(.schoolMayNotRegister)
            }
        }
        return reasons
    }
}

extension Establishment {
    /// Why nobody can act for the establishment today; nil where it is open.
    var reasonForNotOpen: RefusalReason? {
        guard !isOpen else { return nil }
        return status == .proposedToOpen ? .schoolNotYetOpen : .schoolClosed
    }
}
