import Hummingbird

/// The template of the route that a request matched, such as `/api/v3/schools/{id}`. The number of templates is
/// bounded.
enum RouteTemplate {
    static let none = "none"

    static func of(_ context: some RequestContext) -> String {
        switch context.endpointPath {
        case nil, "NotFound": none
        case let path?: path
        }
    }
}
