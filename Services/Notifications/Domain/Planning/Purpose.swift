/// The purpose of an e-mail.
package enum Purpose: String, CaseIterable, Hashable, Sendable {
    case ectRegisteredProviderLed = "ect.registered.provider-led"
    case ectRegisteredSchoolLed = "ect.registered.school-led"
    case inductionTutorAppointed = "induction-tutor.appointed"
}
