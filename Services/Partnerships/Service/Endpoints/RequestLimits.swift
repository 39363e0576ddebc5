/// How many requests may be made in five minutes before the answer is 429.
package struct RequestLimits: Sendable {
    package var ofToken: Int
    /// A backstop for everything that comes from one address, several tokens and strangers with made-up ones together.
    package var ofAddress: Int

    package init(ofToken: Int = 1_000, ofAddress: Int = 1_500) {
        self.ofToken = ofToken
        self.ofAddress = ofAddress
    }
}
