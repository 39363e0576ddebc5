/// The broker did not acknowledge a command in time. It may already have stored the command, or may store it later.
package struct CommandNotTaken: Error, CustomStringConvertible {
    let id: String
    let patience: Duration

    package var description: String {
        """
        The broker has not taken command \(id) within \(patience.components.seconds) s: it may arrive or not. Check \
        KAFKA_BOOTSTRAP_SERVERS and that the broker runs, then send it again with --command-id \(id): only one command is \
        carried out under an id. If this one has arrived by then, its outcome stands: \
        GET /commands?id=\(id) on the internal port of registration shows it.
        """
    }
}
