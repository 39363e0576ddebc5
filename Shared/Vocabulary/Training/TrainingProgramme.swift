/// Who trains an early career teacher: a lead provider, or the school itself.
package enum TrainingProgramme: String, Hashable, Codable, Sendable, CaseIterable {
    case providerLed = "provider_led"
    case schoolLed = "school_led"
}
