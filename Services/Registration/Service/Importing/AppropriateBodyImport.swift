import CommaSeparatedValues
package import Foundation
package import Postgres
import RegistrationDomain

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

    /// Imports all rows of the file that can be used.
    ///
    /// - Throws: ``CSVHeaderProblem``; any error from reading the file or from the database. In each case nothing was
    ///   changed.
    package func run(_ file: URL) async throws -> Report {
        let (rows, broken) = try read(file)
        return try await database.transaction { transaction in
            let held = try await catalogue.appropriateBodies(in: transaction)
            let (entries, contradictions) = AppropriateBodyRow.entries(rows, held: held)
            return Report(
                changed: try await catalogue.save(entries, in: transaction),
                skipped: (broken + contradictions).sorted { $0.row < $1.row }.map {
                    "row \($0.row): \($0.problem.reason)"
                })
        }
    }

    private func read(
        _ file: URL
    ) throws -> (rows: [AppropriateBodyRow], broken: [(row: Int, problem: CSVRowProblem)]) {
        var reader = try CSVReader(file)
        let columns = try CSVColumns(
            try reader.next(), of: file.lastPathComponent, in: .utf8, requiring: ["name", "type"])
        var rows: [AppropriateBodyRow] = []
        var broken: [(row: Int, problem: CSVRowProblem)] = []
        while let row = try reader.next() {
            do throws(CSVRowProblem) {
                rows.append(try AppropriateBodyRow(try usable(row), columns))
            } catch {
                broken.append((row.number, error))
            }
        }
        return (rows, broken)
    }

    private func usable(_ row: CSVReader.Row) throws(CSVRowProblem) -> CSVReader.Row {
        if row.isBroken { throw .brokenQuotation }
        guard row.fields.allSatisfy(CSVEncoding.utf8.isText) else { throw .notUTF8 }
        if row.fields.contains(where: { $0.contains(0) }) { throw CSVRowProblem(reason: "the row has a null byte") }
        return row
    }
}
