import Hummingbird
import Vocabulary
import Web

/// A request to the lead provider API, with who asks once that is known.
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

    /// The lead provider that asks.
    ///
    /// - Throws: the refusal of a request without a token, should a route ever be reached by one.
    var leadProviderID: LeadProviderID {
        get throws(Problem) {
            guard let caller else { throw .accessDenied }
            return caller.leadProviderID
        }
    }
}
