package import Foundation
package import Messaging
import PartnershipsDomain
package import Postgres
import Vocabulary

/// A file that is no part of a catalogue, or cannot be read.
package struct UnusableCatalogue: Error, CustomStringConvertible {
    package let description: String
}

/// Reads the catalogue from a file, or from all files of a folder, and applies it in one transaction.
package struct CatalogueImport: Sendable {
    /// What an import did, for whoever ran it.
    package struct Report: Sendable {
        /// How many parts of the catalogue are new or different.
        package var changed: Int
        package var openedTraining: Int
        /// One line for each row or file that was left out, with where it stands and why.
        package var skipped: [String]
    }

    private let database: Database
    private let outbox: Outbox
    private let now: @Sendable () -> Date

    package init(database: Database, outbox: Outbox, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.outbox = outbox
        self.now = now
    }

    /// - Throws: ``UnusableCatalogue`` before anything is changed.
    package func run(path: String) async throws -> Report {
        var (rows, skipped) = try CatalogueFiles.read(path)
        skipped += rows.skipped.map(\.description)
        let parsed = rows
        var report = try await database.transaction { transaction in
            try await apply(parsed, in: transaction)
        }
        report.skipped = skipped + report.skipped
        return report
    }

    private func apply(_ rows: CatalogueRows, in transaction: Transaction) async throws -> Report {
        let projector = DocumentProjector(now: now)
        try await projector.catalogue.lockForImport(in: transaction)
        var state = try await projector.catalogue.state(in: transaction)
        state.merge(rows)
        let changes = state.changes
        var report = Report(changed: changes.count, openedTraining: 0, skipped: state.skipped.map(\.description))
        guard changes.count > 0 else { return report }
        // Partnerships show the names of their partners; as everywhere, schools are locked first.
        let renamed = try await projector.partnerships.with(changes.deliveryPartners, in: transaction)
        try await projector.schools.lock(Set(renamed.map(\.urn)), in: transaction)
        try await projector.catalogue.save(state, at: Instant(now()), in: transaction)
        try await confirmAnew(by: renamed, in: transaction)
        let opening = OpenTrainingOnRegistration(projector: projector, outbox: outbox, now: now)
        report.openedTraining = try await opening.retryRefused(in: transaction)
        try await outbox.append(state.events, in: transaction)
        let partners = changes.deliveryPartners.union(changes.pairings.map(\.deliveryPartnerID))
        try await projector.project(
            Affected(partnerships: Set(renamed.map(\.id)), deliveryPartners: partners), in: transaction)
        return report
    }
}

extension CatalogueImport {
    /// Schools are shown the names of delivery partners as they came with the confirmation of training.
    private func confirmAnew(by renamed: [Partnership], in transaction: Transaction) async throws {
        guard !renamed.isEmpty else { return }
        let writing = PartnershipWriting(
            database: database, outbox: outbox, projector: DocumentProjector(now: now), now: now)
        let trained = try await writing.training.training(ofPartnerships: Set(renamed.map(\.id)), in: transaction)
        let words = try await writing.words(for: renamed, in: transaction)
        try await outbox.append(trained.inEventOrder.map { $0.begun(in: words) }, in: transaction)
    }
}

/// Files of a catalogue.
enum CatalogueFiles {
    static func read(_ path: String) throws -> (rows: CatalogueRows, skipped: [String]) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw UnusableCatalogue(description: "There is no file or folder \(path).")
        }
        var rows = CatalogueRows()
        guard isFolder.boolValue else {
            let (table, kind) = try table(at: path)
            guard let kind else {
                throw UnusableCatalogue(
                    description: """
                        \(path) is no part of a catalogue: its columns are \(table.columns.joined(separator: ",")). \
                        Needed are: \(CatalogueTable.expectations).
                        """)
            }
            rows.add(table, as: kind, from: path)
            return (rows, [])
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".csv") }.sorted()
        var skipped: [String] = []
        var read = 0
        for name in names {
            let (table, kind) = try table(at: "\(path)/\(name)")
            guard let kind else {
                skipped.append("\(name): no part of a catalogue, by its columns")
                continue
            }
            rows.add(table, as: kind, from: name)
            read += 1
        }
        guard read > 0 else {
            throw UnusableCatalogue(
                description:
                    "No CSV file in \(path) is part of a catalogue. Needed are: \(CatalogueTable.expectations).")
        }
        return (rows, skipped)
    }

    private static func table(at path: String) throws -> (CSVTable, CatalogueTable?) {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw UnusableCatalogue(description: "\(path) cannot be read as UTF-8 text.")
        }
        let table = CSVTable(text)
        return (table, CatalogueTable(columns: table.columns))
    }
}
