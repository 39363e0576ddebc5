import CommaSeparatedValues
import Foundation
import IdentityProof
import RegistrationDomain
import Vocabulary

/// One row of the list of appropriate bodies, as it is in the file.
struct AppropriateBodyRow: Hashable {
    let number: Int
    /// Nil if the file leaves the choice of an id to this service.
    let id: AppropriateBodyID?
    let name: String
    let kind: AppropriateBodyKind
    /// Nil if the file does not say.
    let isActive: Bool?

    init(_ row: CSVReader.Row, _ columns: CSVColumns) throws(CSVRowProblem) {
        number = row.number
        guard let name = columns.text("name", of: row) else { throw CSVRowProblem(reason: "name is empty") }
        guard let kind = columns.text("type", of: row).flatMap(AppropriateBodyKind.init(rawValue:)) else {
            let known = AppropriateBodyKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw CSVRowProblem(reason: "type is not one of \(known)")
        }
        let id = columns.text("id", of: row).map { AppropriateBodyID(parsing: $0) }
        if case .some(nil) = id { throw CSVRowProblem(reason: "id is not a UUID") }
        self.id = id ?? nil
        self.name = name
        self.kind = kind
        let active = columns.text("active", of: row).map { Self.answers[$0.lowercased()] }
        if case .some(nil) = active { throw CSVRowProblem(reason: "active is neither true nor false") }
        isActive = active ?? nil
    }
}

extension AppropriateBodyRow {
    private static let answers = ["true": true, "false": false]

    /// Applies the rows to the list that is held. A name that a body already has cannot be given to another id.
    ///
    /// - A row without an id refers to the body that has its name. If there is none, it creates a body whose id is
    ///   derived from the name.
    /// - A row that does not say whether the body is active leaves that unchanged; a new body is active.
    static func entries(
        _ rows: [AppropriateBodyRow], held: [AppropriateBodyEntry]
    ) -> (entries: [AppropriateBodyEntry], problems: [(row: Int, problem: CSVRowProblem)]) {
        var ids = Dictionary(held.map { ($0.name, $0.id) }, uniquingKeysWith: { $1 })
        let known = Dictionary(held.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        var entries: [AppropriateBodyID: AppropriateBodyEntry] = [:]
        var problems: [(row: Int, problem: CSVRowProblem)] = []
        for row in rows {
            let derived = AppropriateBodyID(UUID(version5Namespace: namespace, name: "appropriate-body \(row.name)"))
            let id = row.id ?? ids[row.name] ?? derived
            if let other = ids[row.name], other != id {
                problems.append((row.number, CSVRowProblem(reason: "name belongs to the body with the id \(other)")))
            } else if entries[id] != nil {
                problems.append((row.number, CSVRowProblem(reason: "an earlier row speaks of the same body")))
            } else if row.id == nil, ids[row.name] == nil, known[id] != nil {
                problems.append((row.number, CSVRowProblem(reason: "name was another body's before: give an id")))
            } else {
                entries[id] = AppropriateBodyEntry(
                    id: id, name: row.name, kind: row.kind, isActive: row.isActive ?? known[id]?.isActive ?? true)
                ids[row.name] = id
            }
        }
        return (entries.values.sorted { $0.name < $1.name }, problems)
    }

    private static let namespace = UUID(
        uuid: (0x61, 0x5C, 0x0D, 0x9A, 0x3F, 0x12, 0x4E, 0x08, 0xB2, 0x7E, 0x58, 0xA1, 0xC9, 0x30, 0x04, 0xDB))
}
