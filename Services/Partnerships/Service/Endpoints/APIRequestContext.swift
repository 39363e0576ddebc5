import Hummingbird
import Vocabulary
import Web

/// A request to the lead provider API, with its caller once that is known.
struct APIRequestContext: RequestContext, PeerContext {
    var coreContext: CoreRequestContextStorage
    let peer: PeerAddress?
    var caller: TokenStore.Holder?

    init(source: ApplicationRequestContextSource) {
        let web = WebRequestContext(source: source)
        coreContext = web.coreContext
        peer = web.peer
    }

    var maxUploadSize: Int { Request.longestBody }

    /// The lead provider that makes the request.
    ///
    /// - Throws: the refusal of a request without a token, in case such a request ever reaches a route.
    var leadProviderID: LeadProviderID {
        get throws(Problem) {
            guard let caller else { throw .accessDenied }
            return caller.leadProviderID
        }
    }
}
