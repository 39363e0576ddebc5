import Bootstrap
import NotificationsDomain

/// The addresses that e-mails link to.
enum LinkSettings {
    static func links(from settings: Settings) throws(SettingProblem) -> Links {
        Links(
            service: try settings.value(of: service), entitlement: try settings.value(of: entitlement),
            settingUp: try settings.value(of: settingUp), guidance: try settings.value(of: guidance),
            signIn: try settings.value(of: signIn), signInHelp: try settings.value(of: signInHelp),
            privacy: try settings.value(of: privacy))
    }

    static let documentation = [service, entitlement, settingUp, guidance, signIn, signInHelp, privacy]
        .map(\.documentation)

    private static let service = Setting.address("SERVICE_URL", "Where schools use this service, for links in e-mails.")
    private static let entitlement = Setting.address(
        "ENTITLEMENT_URL", "What early career teachers may expect, for links in e-mails.",
        default: "https://www.gov.uk/guidance/induction-for-early-career-teachers-england")
    private static let settingUp = Setting.address(
        "SETTING_UP_URL", "How a school sets up training, for links in e-mails.",
        default: "https://www.gov.uk/guidance/how-to-set-up-training-for-early-career-teachers")
    private static let guidance = Setting.address(
        "GUIDANCE_URL", "All guidance on induction, for links in e-mails.",
        default: "https://www.gov.uk/government/collections/early-career-framework-reforms")
    private static let signIn = Setting.address(
        "SIGN_IN_URL", "DfE Sign-in, for links in e-mails.", default: "https://services.signin.education.gov.uk")
    private static let signInHelp = Setting.address(
        "SIGN_IN_HELP_URL", "Help with DfE Sign-in, for links in e-mails.",
        default: "https://help.signin.education.gov.uk")
    private static let privacy = Setting.address(
        "PRIVACY_URL", "The privacy notice, for links in e-mails.",
        default:
            "https://www.gov.uk/government/publications/privacy-information-education-providers-workforce-including-teachers"
    )
}
