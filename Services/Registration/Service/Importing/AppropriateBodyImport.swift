package import Foundation
import IdentityProof
package import Postgres
import RegistrationDomain
import Vocabulary

/// Reads appropriate bodies from CSV into the list that schools choose from.
package struct AppropriateBodyImport: Sendable {
    package struct Report: Sendable {
        package var changed = 0
        package var skipped: [String] = []
    }

    private let database: Database
    private let catalogue = CatalogueStore()

    package init(database: Database) {
        self.database = database
    }

    /// - Throws: ``CSVHeaderProblem``; what reading or the database throws, in which case nothing was changed.
    package func run(_ file: URL) async throws -> Report {
        var reader = try CSVReader(file)
        let columns = try CSVColumns(
            try reader.next(), of: file.lastPathComponent, requiring: ["name", "type"])
        var report = Report()
        var bodies: [String: AppropriateBodyEntry] = [:]
        while let row = try reader.next() {
            do {
                let body = try body(row, columns)
                bodies[body.name] = body
            } catch {
                report.skipped.append("row \(row.number): \(error.reason)")
            }
        }
        let all = bodies.values.sorted { $0.name < $1.name }
        report.changed = try await database.transaction { try await catalogue.save(all, in: $0) }
        return report
    }

    private func body(_ row: CSVReader.Row, _ columns: CSVColumns) throws(GIASRowProblem) -> AppropriateBodyEntry {
        guard let name = columns.text("name", of: row) else { throw GIASRowProblem(reason: "name is empty") }
        guard let kind = columns.text("type", of: row).flatMap(AppropriateBodyKind.init(rawValue:)) else {
            let known = AppropriateBodyKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw GIASRowProblem(reason: "type is not one of \(known)")
        }
        return AppropriateBodyEntry(
            id: try id(columns.text("id", of: row), name), name: name, kind: kind,
            isActive: columns.text("active", of: row)?.lowercased() != "false")
    }

    private func id(_ text: String?, _ name: String) throws(GIASRowProblem) -> AppropriateBodyID {
        guard let text else {
            return AppropriateBodyID(UUID(version5Namespace: Self.namespace, name: "appropriate-body \(name)"))
        }
        guard let id = AppropriateBodyID(parsing: text) else { throw GIASRowProblem(reason: "id is not a UUID") }
        return id
    }

    private static let namespace = UUID(
        uuid: (0x61, 0x5C, 0x0D, 0x9A, 0x3F, 0x12, 0x4E, 0x08, 0xB2, 0x7E, 0x58, 0xA1, 0xC9, 0x30, 0x04, 0xDB))
}
