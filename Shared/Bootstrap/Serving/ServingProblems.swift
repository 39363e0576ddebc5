import Events
import Messaging

/// The schema is older than the program.
struct SchemaBehind: Error, CustomStringConvertible {
    let service: String
    let pending: [String]

    var description: String {
        """
        The schema is behind this version: \(pending.joined(separator: ", ")) \(pending.count == 1 ? "is" : "are") not \
        applied. Run \(service) migrate first.
        """
    }
}

/// Another program listens where this one should.
struct PortTaken: Error, CustomStringConvertible {
    let setting: String
    let port: Int

    var description: String {
        "Port \(port) is taken by another program. Stop that program or set \(setting) to another port."
    }
}

/// The system does not let this user listen on the port.
struct PortForbidden: Error, CustomStringConvertible {
    let setting: String
    let port: Int

    var description: String {
        "Port \(port) may not be opened by this user. Set \(setting) to a port above 1023."
    }
}

/// The address to listen on does not belong to this machine.
struct HostUnusable: Error, CustomStringConvertible {
    let host: String

    var description: String {
        """
        \(StandardSettings.host.documentation.name) names \(host), which is no address of this machine. Set it to \
        127.0.0.1, to another address that the machine has, or to 0.0.0.0 for all of them.
        """
    }
}

/// Parts were cancelled because the time for a drain ran out.
struct DrainOverrun: Error, CustomStringConvertible {
    let budget: Duration

    var description: String {
        """
        The drain took longer than \(budget.components.seconds) seconds and was cut short. Nothing is lost by it: what was \
        under way is delivered again.
        """
    }
}

/// A subscription that cannot work as it is declared.
enum SubscriptionMistake: Error, Hashable, CustomStringConvertible {
    /// It reads topics that its service does not list for the `topics` command, so its group would have no start.
    case missingReading(String)
    /// An event type has more than one handler, of which only the last would run.
    case repeatedHandler(String, EventType)

    var description: String {
        switch self {
        case .missingReading(let name):
            "Subscription \(name) is not what the service's readings say. This is a mistake in the program."
        case .repeatedHandler(let name, let type):
            "Subscription \(name) handles \(type.rawValue) more than once. This is a mistake in the program."
        }
    }

    /// Returns the first mistake in subscriptions of a service with these readings, if there is one. A group starts
    /// where the `topics` command committed it, so both must name the same topics.
    static func first(in subscriptions: [Subscription], of readings: [Reading]) -> SubscriptionMistake? {
        let known = Dictionary(readings.map { ($0.subscription, Set($0.topics)) }, uniquingKeysWith: { $1 })
        return subscriptions.lazy.compactMap { subscription -> SubscriptionMistake? in
            guard known[subscription.name] == Set(subscription.topics) else {
                return .missingReading(subscription.name)
            }
            return subscription.repeatedTypes.first.map { .repeatedHandler(subscription.name, $0) }
        }.first
    }
}
