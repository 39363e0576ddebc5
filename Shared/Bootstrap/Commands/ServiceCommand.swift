package import ArgumentParser

/// The command line of a service: the commands that all services have, and those that an executable adds.
package enum ServiceCommand<Service: Microservice> {
    /// The configuration of the root command.
    ///
    /// - Parameter commands: Commands of the executable's own. They run their work through ``OneShot``.
    package static func configuration(adding commands: [any ParsableCommand.Type] = []) -> CommandConfiguration {
        CommandConfiguration(
            commandName: Service.name,
            abstract: Service.summary,
            discussion: """
                Settings come from the environment. `\(Service.name) help serve` lists those of serve; `help migrate` and \
                `help topics` list what these need. What other commands need beside those of serve is in their help.
                """,
            version: BuildVersion.current,
            subcommands: [
                Serve<Service>.self, Migrate<Service>.self, Topics<Service>.self, DeadLetterCommands<Service>.self,
                Republish<Service>.self,
            ] + commands
        )
    }
}
