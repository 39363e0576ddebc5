package import Vocabulary

/// An appropriate body from the list that schools choose from.
package struct AppropriateBodyEntry: Hashable, Sendable {
    package var id: AppropriateBodyID
    package var name: String
    package var kind: AppropriateBodyKind
    package var isActive: Bool

    package init(id: AppropriateBodyID, name: String, kind: AppropriateBodyKind, isActive: Bool) {
        self.id = id
        self.name = name
        self.kind = kind
        self.isActive = isActive
    }
}

extension AppropriateBodyEntry {
    /// Teaching school hubs serve every school; national bodies serve independent schools only; local authorities no
    /// longer take on new teachers.
    package func maySupervise(at type: EstablishmentType) -> Bool {
        switch kind {
        case .teachingSchoolHub: true
        case .national: type == .independent
        case .localAuthority: false
        }
    }

    func objections(at establishment: Establishment?) -> [RefusalReason] {
        var reasons: [RefusalReason] = []
        if let establishment {
            if !maySupervise(at: establishment.type) { reasons.append(.appropriateBodyNotAllowed) }
        } else if kind == .localAuthority {
            reasons.append(.appropriateBodyNotAllowed)
        }
        if !isActive { reasons.append(.appropriateBodyInactive) }
        return reasons
    }
}
