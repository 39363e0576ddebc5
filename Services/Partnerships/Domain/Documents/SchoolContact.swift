package import Vocabulary

/// The person or office that lead providers write to at a school.
package struct SchoolContact: Hashable, Sendable {
    package var tutorName: Personal<String>?
    package var tutorEmail: Personal<String>?
    package var primaryEmail: String?
    package var secondaryEmail: String?

    package init(
        tutorName: Personal<String>? = nil, tutorEmail: Personal<String>? = nil, primaryEmail: String? = nil,
        secondaryEmail: String? = nil
    ) {
        self.tutorName = tutorName
        self.tutorEmail = tutorEmail
        self.primaryEmail = primaryEmail
        self.secondaryEmail = secondaryEmail
    }

    var name: String? { tutorName?.revealed }

    /// The tutor's address or, without a tutor, the school office's, so that a school without a tutor can still be
    /// reached.
    var email: String? { tutorEmail?.revealed ?? primaryEmail ?? secondaryEmail }
}
