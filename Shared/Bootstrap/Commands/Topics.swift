import ArgumentParser
import Kafka
import Logging

/// Prepares the topics of a service and the starting positions of its consumer groups.
struct Topics<Service: Microservice>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "topics",
            abstract:
                "Create the topics that are missing, verify the others, and give new consumer groups their start.",
            discussion: """
                A topic that exists must have the partitions and the settings of the catalogue, as far as the broker tells \
                them; a difference is named and ends the command with code 78. Nothing that exists is changed.

                Run it once for every new version, before serve. A group that has no place in a partition afterwards \
                has lost records, which serve then reports instead of skipping them. Groups that have a place keep it.

                After such a loss: stop the service, run topics --restart-lost-groups, start it, and have the services \
                that own the topics republish them. What a reader knows already changes nothing.

                """
                    + SettingsHelp.text(
                        StandardSettings.kafkaDocumentation + [StandardSettings.kafkaReplication.documentation]))
    }

    @Flag(
        name: .customLong("restart-lost-groups"),
        help: "Move groups whose place is not in the log any more to the first record that is left.")
    var restartsLostGroups = false

    func run() async throws {
        try await ExitStatus.reporting {
            let settings = Settings()
            _ = try CommandLog.begin(as: Service.name, settings: settings)
            let preparation = TopicPreparation(
                service: Service.name, topics: Service.topics, readings: Service.reads,
                admin: KafkaAdmin(settings: try Connections.kafka(service: Service.name, settings: settings)),
                replication: try settings.value(of: StandardSettings.kafkaReplication),
                restartsLostGroups: restartsLostGroups)
            for line in try await preparation.run() { print(line) }
        }
    }
}
