/// Why no connection to GOV.UK Notify came about, as far as it says what to mend. Notify saw no request.
package enum ConnectionProblem: String, CaseIterable, Hashable, Sendable {
    /// Nobody takes connections at the address, or nobody answered in time.
    case noConnection = "no-connection"
    /// Somebody does, and TLS was not agreed upon: other versions, no TLS at all, or the end of the connection.
    case noHandshake = "no-tls-handshake"
    /// The certificate comes from nobody whom this machine trusts, or is not valid today.
    case certificateNotTrusted = "certificate-not-trusted"
    /// The certificate is trusted, and is for another host than the one in the address.
    case certificateOfAnotherHost = "certificate-of-another-host"
}
