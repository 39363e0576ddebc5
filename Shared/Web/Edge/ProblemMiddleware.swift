import HTTPTypes
package import Hummingbird

/// Gives errors that are not yet a ``Problem`` the form that the API promises.
///
/// Add it to a router before any route, so that it also sees requests without a route.
package struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    private let problems: ProblemBodies

    package init(_ problems: ProblemBodies) {
        self.problems = problems
    }

    package func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            throw problem
        } catch let error as any HTTPResponseError {
            throw problems.response(error.status)
        }
    }
}
