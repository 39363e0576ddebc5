import ArgumentParser
import Bootstrap
import Events
import NotificationsDomain
import NotificationsService
import Postgres

@main
struct Notifications: AsyncParsableCommand {
    static let configuration = ServiceCommand<NotificationsMicroservice>.configuration(adding: [Messages.self])
}

/// What this executable adds to its service module: settings, and nothing more.
enum NotificationsMicroservice: Microservice {
    static let name = "notifications"
    static let summary = "Tells teachers and induction tutors by e-mail, through GOV.UK Notify."
    static let publishes = NotificationsService.publishes
    static let reads = NotificationsService.reads.map { Reading($0.name, $0.topics) }
    static var migrations: [Migration] { get throws { try NotificationsService.migrations() } }
    static let settings = NotifySettings.documentation + LinkSettings.documentation
    static let servesPublicAPI = true

    static func start(_ context: BootContext) async throws -> Parts {
        let links = try LinkSettings.links(from: context.settings)
        let notify = try NotifySettings.read(from: context.settings)
        var policy = RetryPolicy()
        policy.lookupWait = Double(notify.lookupSeconds)
        // Last, as it has to be shut down from here on.
        let http = NotifyClient.transport()
        let service = NotificationsService(
            database: context.database, outbox: context.outbox,
            notify: NotifyClient(
                address: notify.address, key: notify.key, templateID: notify.templateID, http: http, now: context.now),
            http: http, callbackToken: notify.callbackToken, links: links, policy: policy, logger: context.logger,
            now: context.now)
        return Parts(
            publicAPI: service.api, operatorRoutes: { service.addOperatorRoutes(to: $0) },
            subscriptions: service.subscriptions, services: service.services)
    }
}
