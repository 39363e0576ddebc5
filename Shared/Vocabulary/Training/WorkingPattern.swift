/// How much of the week a teacher works in the role of an early career teacher.
package enum WorkingPattern: String, Hashable, Codable, Sendable, CaseIterable {
    case fullTime = "full_time"
    case partTime = "part_time"
}
