import Testing

/// A key that is not listed is not printed, which nobody notices until the line is needed.
@Suite("Keys of log lines")
struct LogKeyTests {
    @Test func `a key that is written is listed`() throws {
        let listed = try listedKeys().values.reduce(into: Set<String>()) { $0.formUnion($1) }
        let unlisted = try writtenKeys().filter { !listed.contains($0.key) }

        #expect(unlisted.map { "\($0.key) in \($0.value)" }.sorted() == [])
    }

    @Test func `a key that is listed is written`() throws {
        let listed = try listedKeys()
        let written = try writtenKeys()

        #expect(listed.keys.sorted() == ["fixed", "identifiers", "sentences"])
        #expect(written.count > 20)
        for (list, keys) in listed where list != "fixed" {
            #expect(keys.subtracting(written.keys) == [], "nobody writes these \(list)")
        }
    }

    /// A message that holds values cannot be searched for, and passes the list of keys. What librdkafka says and the line
    /// of a request are messages as a whole.
    @Test func `a message holds no values`() throws {
        let sources = try Repository.sources(in: "Shared", "Services")
        let messages = sources.flatMap { source in
            source.logMessages.map { (path: source.path, text: $0) }
        }
        let exempt = ["Shared/Kafka/LibraryEvents.swift", "Shared/Web/Edge/Edge.swift"]

        #expect(messages.count > 50)
        #expect(messages.filter { $0.text.contains(#"\("#) && !exempt.contains($0.path) }.map(\.text) == [])
    }

    /// Returns the keys of `LogKey`, by the name of their list.
    private func listedKeys() throws -> [String: Set<String>] {
        let text = try Repository.text("Shared/Observability/Logging/LogKey.swift")
        var lists: [String: Set<String>] = [:]
        for list in text.matches(of: #/static let (\w+): Set<String> = \[([^\]]*)\]/#) {
            lists[String(list.1)] = Set(list.2.matches(of: #/"(\w+)"/#).map { String($0.1) })
        }
        return lists
    }

    /// Returns every key that is passed to log lines, in the form in which it is printed, and one of the files that
    /// pass it.
    private func writtenKeys() throws -> [String: String] {
        var files: [String: String] = [:]
        for source in try Repository.sources(in: "Shared", "Services") {
            for key in source.logKeys { files[key] = source.path }
        }
        return files
    }
}

extension Source {
    /// The messages of log lines that are written as one literal.
    fileprivate var logMessages: [String] {
        text.matches(
            of:
                #/logger\.(?:(?:trace|debug|info|notice|warning|error|critical)\(|log\(\s*level: [^"]*?,)\s*"((?:[^"\\]|\\.)*)"/#
        ).map { String($0.1) }
    }

    /// The keys in literals of metadata, which may span several lines, and in subscripts.
    fileprivate var logKeys: [String] {
        let literals = text.matches(of: #/(?:metadata:|Logger\.Metadata =|Logger\.Metadata \{)\s*(?=\[)/#)
        let inLiterals = literals.flatMap { beginning in
            bracketed(text[beginning.range.upperBound...]).matches(of: #/[\[,]\s*"([^"\\]+)":/#).map { $0.1 }
        }
        let inSubscripts = text.matches(of: #/(?:metadataKey: |metadata\[)"([^"\\]+)"/#).map { $0.1 }
        return (inLiterals + inSubscripts).map { key in
            String(key.map { $0 == "." || $0 == "-" ? "_" : $0 })
        }
    }
}

/// Returns the part of a text that begins with a bracket, up to the closing bracket.
private func bracketed(_ text: Substring) -> Substring {
    var depth = 0
    return text.prefix { character in
        if character == "[" { depth += 1 }
        if character == "]" { depth -= 1 }
        return depth > 0
    }
}
