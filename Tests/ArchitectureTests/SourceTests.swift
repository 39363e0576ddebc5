import Testing

@Suite("What source files must be")
struct SourceTests {
    @Test func `no file is longer than 400 lines`() throws {
        let sources = try Repository.sources(in: "Shared", "Services", "Tests")

        #expect(sources.count > 100)
        #expect(sources.filter { $0.lines.count > 401 }.map(\.path) == [])
    }

    @Test(arguments: [
        ("fatalError", "fatalError("), ("a forced try", "try!"), ("a forced cast", "as!"),
        ("preconditionFailure", "preconditionFailure("), ("a precondition", "precondition("),
        ("an unowned reference", "unowned"), ("a bare assertion", "assert("),
    ])
    func `nothing ends the process on purpose`(_ what: String, _ word: String) throws {
        for source in try Repository.sources(in: "Shared", "Services") {
            for (number, line) in source.code where line.contains(word) {
                Issue.record("\(source.path):\(number) has \(what)")
            }
        }
    }

    @Test func `an error becomes nil only where an unreadable value has a meaning`() throws {
        let reasons = [
            "Shared/Events/Registration/Command.swift": "is refused, with the field",
            "Shared/Events/Envelope/CloudEventHeaders+Decoding.swift": "a broken trace must not stop an event",
            "Shared/IdentityProof/ProofOpener.swift": "is refused as a proof",
            "Shared/Messaging/Outbox/TopicSends.swift": "a wait that was cancelled is over",
            "Shared/Observability/Metrics/ProcessMetrics.swift": "a system without /proc has no such figure",
            "Shared/Web/Connections/ConnectionHandler.swift": "nothing is known to wait",
            "Services/Partnerships/Service/Endpoints/RequestAttributes.swift": "is a problem of the request",
            "Services/Registration/Main/ProofSettings.swift": "is a malformed setting",
            "Services/Registration/Service/Endpoints/OperatorEndpoints.swift": "is a bad request",
            "Services/Registration/Service/Identity/IdentityChecking.swift": "the draft has the reason already",
        ]
        let found = try Repository.sources(in: "Shared", "Services").filter { source in
            source.code.contains { $0.1.contains(#/\btry\?/#) }
        }

        #expect(Set(found.map(\.path)) == Set(reasons.keys))
    }

    @Test func `no optional is forced open`() throws {
        for source in try Repository.sources(in: "Shared", "Services") {
            // Finds a postfix exclamation mark that is not part of != and not in the type of an import from C.
            for (number, line) in source.code
            where line.contains("!") && line.contains(#/[A-Za-z0-9_\)\]\}]!(?!=)/#) {
                Issue.record("\(source.path):\(number) forces an optional open")
            }
        }
    }

    @Test(arguments: Repository.services)
    func `rules know the vocabulary and nothing else`(_ service: String) throws {
        let sources = try Repository.sources(in: "Services/\(service)/Domain")

        #expect(!sources.isEmpty)
        for source in sources {
            #expect(source.imports.isSubset(of: ["Vocabulary", "Foundation"]), "\(source.path)")
        }
    }

    @Test func `services speak SQL only in their stores`() throws {
        let sources = try Repository.sources(in: "Services")
        let stores = sources.filter { $0.path.contains("/Service/Store/") }

        func speaks(_ source: Source) -> Bool {
            source.lines.contains { $0.contains(#/\b(SELECT|INSERT INTO|DELETE FROM|UPDATE \w+( \w+)? SET)\b/#) }
        }

        #expect(stores.filter(speaks).count > 10)
        #expect(sources.filter { !$0.path.contains("/Service/Store/") && speaks($0) }.map(\.path) == [])
    }

    @Test func `the vocabulary and the events depend on nothing that does work`() throws {
        for source in try Repository.sources(in: "Shared/Vocabulary", "Shared/Events") {
            #expect(source.imports.isSubset(of: ["Vocabulary", "Foundation"]), "\(source.path)")
        }
    }

    @Test(arguments: [
        ("CLibpq", ["Shared/Postgres/", "Tests/PostgresTests/"]),
        ("CLibrdkafka", ["Shared/Kafka/", "Tests/KafkaTests/", "Tests/Support/MockCluster.swift"]),
        ("Hummingbird", ["Shared/Web/", "Shared/Bootstrap/", "Services/", "Tests/"]),
        ("Crypto", ["Shared/IdentityProof/", "Shared/Postgres/", "Services/", "Tests/"]),
    ])
    func `a library is imported only where it belongs`(_ library: String, _ folders: [String]) throws {
        let importing = try Repository.sources(in: "Shared", "Services", "Tests").filter {
            $0.imports.contains(library)
        }

        #expect(!importing.isEmpty)
        for source in importing {
            #expect(folders.contains { source.path.hasPrefix($0) }, "\(source.path) imports \(library)")
        }
    }

    @Test func `no service imports another`() throws {
        for service in Repository.services {
            let others = Repository.services.filter { $0 != service }.flatMap { ["\($0)Domain", "\($0)Service"] }
            for source in try Repository.sources(in: "Services/\(service)") {
                #expect(source.imports.isDisjoint(with: others), "\(source.path)")
            }
        }
    }
}
