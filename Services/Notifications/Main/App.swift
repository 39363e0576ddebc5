import ArgumentParser
import Bootstrap
import Events
import Logging
import NotificationsDomain
import NotificationsService
import Postgres

@main
struct Notifications: AsyncParsableCommand {
    static let configuration = ServiceCommand<NotificationsMicroservice>.configuration(adding: [Messages.self])
}

/// The parts that this executable adds to its service module: only settings.
enum NotificationsMicroservice: Microservice {
    static let name = "notifications"
    static let summary = "Tells teachers and induction tutors by e-mail, through GOV.UK Notify."
    static let publishes = NotificationsService.publishes
    static let reads = NotificationsService.reads.map { Reading($0.name, $0.topics) }
    static var migrations: [Migration] { get throws { try NotificationsService.migrations() } }
    static let settings = NotifySettings.documentation + LinkSettings.documentation
    static let servesPublicAPI = true

    struct Configuration: Sendable {
        let links: Links
        let notify: NotifySettings
    }

    static func configuration(from settings: Settings) throws -> Configuration {
        Configuration(links: try LinkSettings.links(from: settings), notify: try NotifySettings.read(from: settings))
    }

    static func start(_ context: BootContext, as configuration: Configuration) async throws -> Parts {
        let notify = configuration.notify
        if notify.callbackToken == nil {
            context.logger.warning("Delivery receipts are refused, because NOTIFY_CALLBACK_TOKEN is not set.")
        }
        var policy = RetryPolicy()
        policy.lookupWait = Double(notify.lookupSeconds)
        // Created last, because from here on it has to be shut down.
        let http = NotifyClient.transport()
        let service = NotificationsService(
            database: context.database, outbox: context.outbox,
            notify: NotifyClient(
                address: notify.address, key: notify.key, templateID: notify.templateID, http: http, now: context.now),
            http: http, callbackToken: notify.callbackToken, links: configuration.links, policy: policy,
            logger: context.logger,
            now: context.now)
        return Parts(
            publicAPI: service.api, operatorRoutes: { service.addOperatorRoutes(to: $0) },
            subscriptions: service.subscriptions, services: service.services)
    }
}
