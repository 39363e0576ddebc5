import Testing

/// Events of a service go through its outbox; otherwise there would be events without state. The few records that are
/// not a service's own events, and only they, go directly to Kafka.
@Suite("Who publishes past the outbox")
struct PublishingTests {
    @Test func `only the relay, questions and answers, importers and the sender of commands send records`() throws {
        #expect(
            try files(whoseCodeHas: #/[Pp]roducer[!?)]*\.send/#) == [
                "Services/Identity/Service/IdentityService.swift",
                "Services/Identity/Service/Importing/PersonPublisher.swift",
                "Services/Registration/Service/Commands/CommandSender.swift",
                "Services/Registration/Service/Importing/GIASImport.swift",
                "Shared/Messaging/Outbox/TopicSends.swift",
                "Shared/Messaging/Questions/Questions.swift",
            ])
    }

    /// A producer under any name needs records.
    @Test func `nobody else makes records`() throws {
        #expect(
            try files(whoseCodeHas: #/OutgoingRecord/#) == [
                "Services/Identity/Service/Importing/PersonPublisher.swift",
                "Services/Identity/Service/Subscriptions/AnswerLookups.swift",
                "Services/Registration/Service/Commands/CommandSender.swift",
                "Services/Registration/Service/Importing/GIASImport.swift",
                "Shared/Messaging/Operation/OutgoingRecord+Event.swift",
                "Shared/Messaging/Outbox/OutboxRow.swift",
                "Shared/Messaging/Questions/Questions.swift",
            ])
    }

    @Test func `nobody else writes to the outbox but the outbox`() throws {
        #expect(
            try Repository.sources(in: "Shared", "Services")
                .filter { $0.text.contains(#/INSERT INTO outbox(_unpublished)?\s/#) }.map(\.path).sorted() == [
                    "Shared/Messaging/Outbox/OutboxStore.swift",
                    "Shared/Messaging/Outbox/Replay.swift",
                ])
    }

    /// Returns the files outside the producer's own module.
    private func files(whoseCodeHas pattern: Regex<Substring>) throws -> [String] {
        try Repository.sources(in: "Shared", "Services")
            .filter { !$0.path.hasPrefix("Shared/Kafka/") }
            .filter { source in source.code.contains { $0.line.contains(pattern) } }
            .map(\.path).sorted()
    }
}
