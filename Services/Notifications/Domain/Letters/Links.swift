/// The addresses that e-mails link to. All of them are settings.
package struct Links: Hashable, Sendable {
    /// The address of this service, where schools sign in.
    package var service: String
    /// What early career teachers are entitled to.
    package var entitlement: String
    /// How a school sets up training.
    package var settingUp: String
    /// All other guidance for those who run inductions.
    package var guidance: String
    package var signIn: String
    package var signInHelp: String
    package var privacy: String

    package init(
        service: String,
        entitlement: String,
        settingUp: String,
        guidance: String,
        signIn: String,
        signInHelp: String,
        privacy: String
    ) {
        self.service = service
        self.entitlement = entitlement
        self.settingUp = settingUp
        self.guidance = guidance
        self.signIn = signIn
        self.signInHelp = signInHelp
        self.privacy = privacy
    }
}
