import CommaSeparatedValues
import Events
package import Foundation
import IdentityProof
package import Kafka
import Messaging
import Vocabulary

/// Publishes what GIAS would publish, from the files that GIAS offers to everybody.
package struct GIASImport: Sendable {
    package struct Report: Sendable {
        package var establishmentsRead = 0
        package var establishmentsPublished = 0
        package var linksRead = 0
        package var linksPublished = 0
        package var linkSetsPublished = 0
        package var linkSetsHeldBack = 0
        var skipped: [String: Int] = [:]

        /// The report as lines for the operator.
        package var lines: [String] {
            [
                "establishments: \(establishmentsRead) read, \(establishmentsPublished) published",
                "links: \(linksRead) read, \(linksPublished) published for \(linkSetsPublished) establishments",
            ]
                + (linkSetsHeldBack == 0
                    ? []
                    : ["links of \(linkSetsHeldBack) establishments stay as they were, as a row of each is damaged"])
                + skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "skipped \($0.value): \($0.key)" }
        }
    }

    private let send: @Sendable ([OutgoingRecord]) async throws -> Void
    private let importID = UUID.version7()
    private let moment: Instant

    private static let batch = 2_000
    private static let told = 20

    package init(producer: KafkaProducer, now: Date) {
        self.init(now: now) { _ = try await producer.send($0) }
    }

    init(now: Date, send: @escaping @Sendable ([OutgoingRecord]) async throws -> Void) {
        self.send = send
        moment = Instant(now)
    }

    /// Publishes establishments, then the links of those establishments that were in the file.
    ///
    /// - Parameters:
    ///   - mayHaveNoLinks: Whether a file of links without any link is intended. Publishing it removes every link that
    ///     was known.
    ///   - tell: Called with the first rows that were skipped for each reason, and with progress.
    /// - Throws: ``CSVHeaderProblem`` and ``NoLinks`` before anything is published; any error from reading the files or
    ///   from the broker.
    package func run(
        establishments: URL, links: URL, mayHaveNoLinks: Bool = false, tell: (String) -> Void
    ) async throws -> Report {
        var report = Report()
        var (reader, _) = try columns(of: links, requiring: GIASRows.linkColumns)
        guard try mayHaveNoLinks || reader.next() != nil else { throw NoLinks(file: links.lastPathComponent) }
        let known = try await publishEstablishments(establishments, &report, tell)
        try await publishLinks(links, among: known, &report, tell)
        return report
    }

    private func columns(of file: URL, requiring required: [String]) throws -> (CSVReader, CSVColumns) {
        var reader = try CSVReader(file)
        let columns = try CSVColumns(
            try reader.next(), of: file.lastPathComponent, in: reader.isMarkedAsUTF8 ? .utf8 : .windows1252,
            requiring: required)
        return (reader, columns)
    }

    private func publishEstablishments(
        _ file: URL, _ report: inout Report, _ tell: (String) -> Void
    ) async throws -> Set<URN> {
        var (reader, columns) = try columns(of: file, requiring: GIASRows.establishmentColumns)
        var known: Set<URN> = []
        var records: [OutgoingRecord] = []
        while let row = try reader.next() {
            report.establishmentsRead += 1
            do {
                let event = try GIASRows.establishment(try usable(row, columns, &reader), columns, importID: importID)
                // Both rows would have the same event id and the same key: readers would keep the first, and the
                // compacted log the last.
                guard known.insert(event.urn).inserted else {
                    throw CSVRowProblem(reason: "an earlier row has the same URN")
                }
                records.append(try record(event))
            } catch let problem as CSVRowProblem {
                skip("establishments row \(row.number)", problem, &report, tell)
            }
            if records.count == Self.batch {
                report.establishmentsPublished += try await publish(&records)
                if report.establishmentsPublished.isMultiple(of: Self.batch * 5) {
                    tell("\(report.establishmentsPublished) establishments published")
                }
            }
        }
        report.establishmentsPublished += try await publish(&records)
        return known
    }

    /// Publishes the links of each establishment.
    ///
    /// - All links of an establishment are in one event, because the topic keeps one record for each.
    /// - An establishment without links is published with an empty list; otherwise links that were removed would stay
    ///   for ever.
    /// - If one of its rows cannot be read, an establishment is left out and its known links stay: the row may have
    ///   held a link that still exists.
    private func publishLinks(
        _ file: URL, among known: Set<URN>, _ report: inout Report, _ tell: (String) -> Void
    ) async throws {
        var (reader, columns) = try columns(of: file, requiring: GIASRows.linkColumns)
        var sets: [URN: [URN: EstablishmentLink]] = [:]
        var doubtful: Set<URN> = []
        while let row = try reader.next() {
            report.linksRead += 1
            do {
                let (urn, link) = try GIASRows.link(try usable(row, columns, &reader), columns)
                guard known.contains(urn) else {
                    throw CSVRowProblem(reason: "the establishment of the link is not in the file")
                }
                sets[urn, default: [:]][link.urn] = link
            } catch let problem as CSVRowProblem {
                if problem != .unknownLinkType { doubtful.formUnion(urns(of: row, columns)) }
                skip("links row \(row.number)", problem, &report, tell)
            }
        }
        var records: [OutgoingRecord] = []
        report.linkSetsHeldBack = known.intersection(doubtful).count
        for urn in known.subtracting(doubtful).sorted() {
            let links = (sets[urn] ?? [:]).values.sorted { $0.urn < $1.urn }
            records.append(try record(EstablishmentLinksUpdated(urn: urn, links: links, importID: importID)))
            report.linksPublished += links.count
            report.linkSetsPublished += links.isEmpty ? 0 : 1
            if records.count == Self.batch { _ = try await publish(&records) }
        }
        _ = try await publish(&records)
    }

    /// Returns the establishments that a damaged row may be about: the one in its URN column, or every field that looks
    /// like a URN if columns cannot be told apart.
    private func urns(of row: CSVReader.Row, _ columns: CSVColumns) -> [URN] {
        guard row.isBroken || !columns.fits(row) else {
            return columns.text("URN", of: row).flatMap { URN(exactly: $0) }.map { [$0] } ?? []
        }
        return row.fields.compactMap { URN(exactly: String(decoding: $0, as: UTF8.self).trimmingBlanks) }
    }

    private func usable(
        _ row: CSVReader.Row, _ columns: CSVColumns, _ reader: inout CSVReader
    ) throws(CSVRowProblem) -> CSVReader.Row {
        if row.isBroken { throw .brokenQuotation }
        if row.fields.contains(where: { $0.contains(0) }) { throw CSVRowProblem(reason: "the row has a null byte") }
        guard columns.fits(row) else {
            // One quotation mark too many may have merged the row with its neighbours, which must not be lost.
            reader.readAgainAfterFirstLine()
            throw CSVRowProblem(reason: "the row has another number of fields than the header")
        }
        guard columns.isText(row) else { throw .notUTF8 }
        return row
    }

    private func skip(_ place: String, _ problem: CSVRowProblem, _ report: inout Report, _ tell: (String) -> Void) {
        let count = report.skipped[problem.reason, default: 0] + 1
        report.skipped[problem.reason] = count
        if count <= Self.told {
            tell("\(place) skipped: \(problem.reason)")
        } else if count == Self.told + 1 {
            tell("further rows are skipped because \(problem.reason); they are counted at the end")
        }
    }

    private func publish(_ records: inout [OutgoingRecord]) async throws -> Int {
        guard !records.isEmpty else { return 0 }
        defer { records.removeAll(keepingCapacity: true) }
        try await send(records)
        return records.count
    }

    /// Makes the record of an event. Ids are specific to this import: a state that was published before and returns
    /// counts as new, even if another state was published in between.
    private func record(_ event: some Event) throws -> OutgoingRecord {
        let metadata = EventMetadata(
            id: UUID(version5Namespace: importID, name: "\(type(of: event).type.rawValue) \(event.key)"),
            time: moment.date,
            sequence: Int64(moment.millisecondsSinceEpoch))
        return try OutgoingRecord(event, metadata, from: "gias")
    }
}
