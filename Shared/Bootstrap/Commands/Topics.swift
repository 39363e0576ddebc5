import ArgumentParser
import Kafka
import Logging

/// Prepares the topics of a service and the starting places of its consumer groups.
struct Topics<Service: Microservice>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "topics",
            abstract:
                "Create the topics that are missing, verify the others, and give new consumer groups their start.",
            discussion: """
                Run it once for every new version, before serve. A group that has no place in a partition afterwards \
                has lost records, which serve then reports instead of skipping them. Groups that have a place keep it.

                """
                    + SettingsHelp.text(
                        StandardSettings.kafkaDocumentation + [StandardSettings.kafkaReplication.documentation]))
    }

    func run() async throws {
        try await ExitStatus.reporting {
            let settings = Settings()
            _ = try CommandLog.begin(as: Service.name, settings: settings)
            let preparation = TopicPreparation(
                service: Service.name, topics: Service.topics, readings: Service.reads,
                admin: KafkaAdmin(settings: try Connections.kafka(service: Service.name, settings: settings)),
                replication: try settings.value(of: StandardSettings.kafkaReplication))
            for line in try await preparation.run() { print(line) }
        }
    }
}
