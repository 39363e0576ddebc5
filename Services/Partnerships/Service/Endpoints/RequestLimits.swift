/// The number of requests that may be made in five minutes before the answer is 429.
package struct RequestLimits: Sendable {
    package var ofToken: Int
    /// A backstop for all requests from one address: those of several tokens and those of strangers with made-up tokens
    /// together.
    package var ofAddress: Int

    package init(ofToken: Int = 1_000, ofAddress: Int = 1_500) {
        self.ofToken = ofToken
        self.ofAddress = ofAddress
    }
}
