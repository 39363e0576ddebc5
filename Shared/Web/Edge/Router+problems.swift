package import Hummingbird

extension Router {
    /// Returns a router whose errors, including missing routes, have the API's form. It answers HEAD wherever it
    /// answers GET.
    package static func answering(with problems: ProblemBodies, context: Context.Type = Context.self) -> Router {
        let router = Router(context: context, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware(problems))
        return router
    }
}
