/// The naming that made somebody the induction tutor of a school.
///
/// Another e-mail address is another appointment. A tutor whose name is corrected, or who is confirmed, stays
/// appointed.
package struct Appointment: Hashable, Codable, Sendable {
    /// It follows from the id of the command, and so stays the same when the command is carried out again.
    package var id: AppointmentID
    package var appointedAt: Instant

    package init(id: AppointmentID, appointedAt: Instant) {
        self.id = id
        self.appointedAt = appointedAt
    }
}
