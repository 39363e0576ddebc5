package import Vocabulary

/// The text of an e-mail: a subject, and a body in the Markdown of GOV.UK Notify.
package struct Letter: Hashable, Sendable {
    package var subject: String
    package var body: String

    init(subject: String, paragraphs: [String]) {
        self.subject = subject
        self.body = paragraphs.joined(separator: "\n\n")
    }
}

/// Returns the text of the e-mail.
///
/// - Parameter schoolName: The name of the school, or nil if it never became known; the letter then does without.
package func letter(
    for purpose: Purpose, to recipient: Personal<String>, schoolName: String?, links: Links
) -> Letter {
    let recipient = plain(recipient.revealed)
    switch purpose {
    case .ectRegisteredProviderLed:
        return providerLedWelcome(to: recipient, school: inSentence(schoolName), links: links)
    case .ectRegisteredSchoolLed:
        return schoolLedWelcome(to: recipient, school: inSentence(schoolName), links: links)
    case .inductionTutorAppointed:
        return tutorAppointment(to: recipient, schoolName: schoolName, links: links)
    }
}

func inSentence(_ schoolName: String?) -> String {
    schoolName.map(plain) ?? "Your school"
}

let signature = "Teacher continuing professional development team\nDepartment for Education"

func privacy(_ links: Links) -> String {
    "[How we look after your personal data](\(links.privacy))"
}
