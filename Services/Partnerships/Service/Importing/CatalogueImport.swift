package import Foundation
package import Messaging
import PartnershipsDomain
package import Postgres
import Vocabulary

/// An error for a file that is not part of a catalogue or cannot be read.
package struct UnusableCatalogue: Error, CustomStringConvertible {
    package let description: String
}

/// An import that reads the catalogue from a file, or from all files of a folder, and applies it in one transaction.
package struct CatalogueImport: Sendable {
    /// The result of an import, for the operator who ran it.
    package struct Report: Sendable {
        /// The number of parts of the catalogue that are new or different.
        package var changed: Int
        package var openedTraining: Int
        /// One line for each reason why registered teachers still have no training.
        package var waiting: [String]
        /// One line for each contract period that lacks schedules that teachers will need.
        package var missing: [String]
        /// One line for each skipped row or file, with its position and the reason.
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

    /// Imports the file or folder.
    ///
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
        let retry = RetryRefusedTraining(
            placements: FollowPlacements(projector: projector, outbox: outbox, now: now))
        try await projector.catalogue.lockForImport(in: transaction)
        var state = try await projector.catalogue.state(in: transaction)
        state.merge(rows)
        let changes = state.changes
        var renaming = Renaming(of: changes, projector: projector)
        let dating = SchoolLedDating(of: changes, projector: projector)
        // As everywhere, schools and participants are locked before names. The second lookup finds anything that was
        // committed between the first lookup and locking the names.
        _ = try await lockShown(by: renaming, dating, retry, in: transaction)
        try await projector.catalogue.lockNames(in: transaction)
        let refused = try await lockShown(by: renaming, dating, retry, in: transaction)
        if changes.count > 0 {
            try await projector.catalogue.save(state, at: Instant(now()), in: transaction)
            try await outbox.append(state.events, in: transaction)
            try await outbox.append(try await renaming.events(in: transaction), in: transaction)
        }
        // Retries even if nothing changed: an operator who imports again wants to see which teachers wait, and why.
        let retried = try await retry(refused, in: transaction)
        var affected = Affected(
            schools: try await dating(in: transaction), partnerships: renaming.partnerships,
            deliveryPartners: changes.deliveryPartners.union(changes.pairings.map(\.deliveryPartnerID)),
            newContractPeriods: changes.newPeriods)
        affected.formUnion(retried.affected)
        try await projector.project(affected, in: transaction)
        let known = try await projector.catalogue.load(in: transaction)
        return Report(state, retried, known.missingSchedules(at: Instant(now())))
    }

    /// Locks the schools and participants that the import may affect: those that show a new name, those whose training
    /// may move to another contract period, and those that wait for training. Returns the last group.
    private func lockShown(
        by renaming: Renaming, _ dating: SchoolLedDating, _ retry: RetryRefusedTraining, in transaction: Transaction
    ) async throws -> RetryRefusedTraining.Scope {
        let refused = try await retry.find(in: transaction)
        let schools = try await renaming.schools(in: transaction).union(dating.schools(in: transaction))
            .union(refused.schools)
        try await retry.placements.schools.lock(schools, in: transaction)
        try await retry.placements.participants.lock(refused.teachers, in: transaction)
        return refused
    }
}

extension CatalogueImport.Report {
    fileprivate init(
        _ state: CatalogueState, _ retried: RetryRefusedTraining.Outcome, _ missing: [MissingSchedules]
    ) {
        changed = state.changes.count
        openedTraining = retried.opened
        waiting = retried.waiting.map { "\($0.value) waiting: \($0.key.detail)" }.sorted()
        self.missing = missing.map { each in
            "contract period \(each.contractPeriod) has no \(each.identifiers.map(\.rawValue).joined(separator: ", "))"
        }
        skipped = state.skipped.map(\.description)
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
        let names = try names(in: path).filter { $0.hasSuffix(".csv") }.sorted()
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

    private static func names(in folder: String) throws(UnusableCatalogue) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw UnusableCatalogue(description: "\(folder) cannot be read: \(error.localizedDescription)")
        }
    }

    private static func table(at path: String) throws -> (CSVTable, CatalogueTable?) {
        do {
            let table = try CSVTable(URL(filePath: path))
            return (table, CatalogueTable(columns: table.columns))
        } catch let error as BrokenHeader {
            throw UnusableCatalogue(
                description: "\(path), line \(error.line): the columns cannot be read: \(CSVTable.whyBroken).")
        } catch is NotUTF8 {
            throw UnusableCatalogue(description: "\(path) cannot be read as UTF-8 text.")
        } catch {
            throw UnusableCatalogue(description: "\(path) cannot be read: \(error.localizedDescription)")
        }
    }
}
