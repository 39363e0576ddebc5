// Neither letter names a lead provider: until the provider has confirmed, the school has only asked for it.

func providerLedWelcome(to recipient: String, school: String, links: Links) -> Letter {
    Letter(
        subject: welcomeSubject,
        paragraphs: [
            "Dear \(recipient)",
            "\(school) has registered you for training as an early career teacher.",
            entitlement(links),
            "# What happens next",
            "Your school works with a training provider. The provider will write to you directly about your programme.",
            questions,
            privacy(links),
            signature,
        ])
}

func schoolLedWelcome(to recipient: String, school: String, links: Links) -> Letter {
    Letter(
        subject: welcomeSubject,
        paragraphs: [
            "Dear \(recipient)",
            "\(school) has registered you for training as an early career teacher.",
            entitlement(links),
            "# What happens next",
            "Your school runs its own training programme. Your induction tutor or your mentor will tell you how it works.",
            questions,
            privacy(links),
            signature,
        ])
}

private let welcomeSubject = "You are registered for early career teacher training"
private let questions = "If you have questions, ask the induction tutor at your school."

private func entitlement(_ links: Links) -> String {
    """
    For two years you are entitled to:

    * training
    * a mentor
    * time off your timetable

    [Read what you can expect](\(links.entitlement))
    """
}
