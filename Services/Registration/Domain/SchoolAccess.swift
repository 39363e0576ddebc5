import Vocabulary

/// What somebody of a school wants to do, as far as access to the service depends on it.
package enum SchoolPurpose: Hashable, Sendable {
    case registerECT
    case manage
}

/// Why a school may not do this, in every respect; none where it may.
package func accessBlocks(for standing: SchoolStanding, purpose: SchoolPurpose) -> [RefusalReason] {
    switch standing {
    case .unknown:
        return [.schoolUnknown]
    case .notASchool(let establishment):
        guard establishment.isOpen || establishment.status == .proposedToOpen else { return [.schoolClosed] }
        return [establishment.status == .proposedToOpen ? .schoolNotYetOpen : .schoolIneligible]
    case .known(let school):
        var reasons: [RefusalReason] = []
        if !school.establishment.isOpen { reasons.append(.schoolClosed) }
        // GIAS gave it another type after it got its school. Teachers who are here may still be reported to have left.
        if purpose == .registerECT, !school.establishment.isInScope { reasons.append(.schoolIneligible) }
        if school.establishment.isUnfundedIndependent {
            // Teachers who are in training already are seen through to the end, so such a school keeps its access and
            // may not add to them.
            if !school.hasOpenTraining {
                reasons.append(.schoolNotFunded)
            } else if purpose == .registerECT {
                reasons.append(.schoolMayNotRegister)
            }
        }
        return reasons
    }
}
