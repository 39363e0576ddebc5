func tutorAppointment(to recipient: String, schoolName: String?, links: Links) -> Letter {
    Letter(
        subject: "You are the induction tutor for \(schoolName.map(oneLine) ?? "your school")",
        paragraphs: [
            "Dear \(recipient)",
            "\(inSentence(schoolName)) has named you as its induction tutor.",
            """
            You are now the person to contact about the training of early career teachers and their mentors. Appropriate \
            bodies see your name and e-mail address, and so do lead providers where training is provider-led.
            """,
            "# What you need to do",
            """
            Register early career teachers and mentors at your school and keep their details up to date. Funding and \
            training depend on it.

            [Set up training](\(links.settingUp))
            """,
            """
            To sign in you need an account of DfE Sign-in that is linked to your school and approved for this service.

            * [Go to DfE Sign-in](\(links.signIn))
            * [Get help with signing in](\(links.signInHelp))
            * [Register early career teachers](\(links.service))
            """,
            "[Guidance for induction tutors](\(links.guidance))",
            privacy(links),
            signature,
        ])
}
