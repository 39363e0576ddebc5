import Bootstrap
import Foundation
import NotificationsService

/// The settings for reaching GOV.UK Notify, and for Notify to reach this service.
struct NotifySettings: Sendable {
    let address: String
    let key: NotifyKey
    let templateID: UUID
    let callbackToken: String?
    let lookupSeconds: Int

    static func read(from settings: Settings) throws(SettingProblem) -> NotifySettings {
        NotifySettings(
            address: try settings.value(of: addressSetting), key: try settings.value(of: keySetting),
            templateID: try settings.value(of: templateSetting),
            callbackToken: try settings.valueIfSet(of: callbackTokenSetting),
            lookupSeconds: try settings.value(of: lookupSetting))
    }

    static let documentation = [
        addressSetting.documentation, keySetting.documentation, templateSetting.documentation,
        callbackTokenSetting.documentation, lookupSetting.documentation,
    ]

    private static let addressSetting = Setting.address("NOTIFY_BASE_URL", "The address of GOV.UK Notify.")

    private static let keySetting = Setting<NotifyKey>(
        "NOTIFY_API_KEY", "The API key of this service at GOV.UK Notify.", isSecret: true
    ) { text throws(Setting<NotifyKey>.Malformed) in
        do {
            return try NotifyKey(parsing: text)
        } catch {
            throw Setting<NotifyKey>.Malformed(
                mustBe: "an API key as GOV.UK Notify shows it: a name, the service id and the secret, joined by hyphens"
            )
        }
    }

    private static let templateSetting = Setting<UUID>(
        "NOTIFY_TEMPLATE_ID",
        "The e-mail template at GOV.UK Notify whose subject is ((subject)) and whose body is ((body))."
    ) { text throws(Setting<UUID>.Malformed) in
        guard let id = UUID(uuidString: text) else {
            throw Setting<UUID>.Malformed(mustBe: "a UUID as GOV.UK Notify shows it beside the template")
        }
        return id
    }

    private static let callbackTokenSetting = Setting<String>(
        "NOTIFY_CALLBACK_TOKEN",
        """
        The bearer token of delivery receipts, which GOV.UK Notify posts to /notify/receipts. Without it receipts are \
        refused, and deliveries are found out by asking some hours later.
        """, isOptional: true, isSecret: true
    ) { text throws(Setting<String>.Malformed) in
        guard text.utf8.count >= 10, ReceiptsEndpoint.canBeSent(token: text) else {
            throw Setting<String>.Malformed(
                mustBe:
                    "ten to a thousand letters, digits and signs, with no blank, quotation mark, comma or semicolon")
        }
        return text
    }

    private static let lookupSetting = Setting.number(
        "NOTIFY_LOOKUP_AFTER_SECONDS",
        """
        How long after a request without an answer GOV.UK Notify is asked whether it has the e-mail, twice. An e-mail \
        that reaches it later than both is sent a second time, so anything below a minute is for tests.
        """,
        default: 600, in: 1...86_400)
}
