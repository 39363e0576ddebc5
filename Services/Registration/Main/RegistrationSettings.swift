import Bootstrap
import RegistrationDomain

/// The setting for the days on which schools may register teachers.
enum RegistrationSettings {
    static let closures = Setting<RegistrationClosures>(
        "REGISTRATION_CLOSED",
        """
        The days on which no school may register teachers, as first and last days: 2026-06-01/2026-06-14, several with \
        commas between them.
        """, isOptional: true
    ) { text throws(Setting<RegistrationClosures>.Malformed) in
        guard let closures = RegistrationClosures(parsing: text) else {
            throw .init(
                mustBe: "first and last days such as 2026-06-01/2026-06-14, with commas between several of them")
        }
        return closures
    }
}
