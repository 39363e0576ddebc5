package import Hummingbird

extension Router {
    /// A router whose errors, missing routes among them, have the API's form. HEAD is answered wherever GET is.
    package static func answering(with problems: ProblemBodies, context: Context.Type = Context.self) -> Router {
        let router = Router(context: context, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware(problems))
        return router
    }
}
