package import HTTPTypes

extension HTTPField.Name {
    package static let requestID = known("x-request-id")
    package static let frameOptions = known("x-frame-options")
    package static let referrerPolicy = known("referrer-policy")
    package static let permissionsPolicy = known("permissions-policy")
    package static let crossOriginOpenerPolicy = known("cross-origin-opener-policy")
    package static let robotsTag = known("x-robots-tag")

    /// Returns a header name. The names above are valid by inspection; an invalid one would become the harmless
    /// `Content-Language`.
    private static func known(_ name: String) -> HTTPField.Name {
        HTTPField.Name(name) ?? .contentLanguage
    }
}
