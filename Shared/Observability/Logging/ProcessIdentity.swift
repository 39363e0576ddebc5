/// The identity of a process, in logs and in `build_info`.
package struct ProcessIdentity: Hashable, Sendable {
    package let service: String
    package let version: String
    /// Such as `local` or `production`.
    package let environment: String

    package init(service: String, version: String, environment: String) {
        self.service = service
        self.version = version
        self.environment = environment
    }
}
