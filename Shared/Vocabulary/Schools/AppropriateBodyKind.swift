/// The kind of body that assures a teacher's induction.
package enum AppropriateBodyKind: String, Hashable, Codable, Sendable, CaseIterable {
    case teachingSchoolHub = "teaching_school_hub"
    case national
    case localAuthority = "local_authority"
}
