package import HTTPTypes

/// Headers that every response carries, whatever the outcome of its request.
package struct SecurityHeaders: Sendable {
    package let fields: HTTPFields

    package init(_ fields: HTTPFields) {
        self.fields = fields
    }

    /// For JSON: nothing may be loaded, framed, kept, indexed or followed.
    package static let api = SecurityHeaders([
        .strictTransportSecurity: "max-age=31536000; includeSubDomains",
        .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        .xContentTypeOptions: "nosniff",
        .frameOptions: "DENY",
        .referrerPolicy: "same-origin",
        .permissionsPolicy: "camera=(), microphone=(), geolocation=(), usb=(), payment=()",
        .crossOriginOpenerPolicy: "same-origin",
        .crossOriginResourcePolicy: "same-origin",
        .cacheControl: "no-store",
        .robotsTag: "none",
    ])

    /// Sets the headers that the response does not set itself.
    func apply(to headers: inout HTTPFields) {
        for field in fields where !headers.contains(field.name) {
            headers.append(field)
        }
    }
}
