/// The reason why no connection to GOV.UK Notify was made, as far as it says what to fix. Notify saw no request.
package enum ConnectionProblem: String, CaseIterable, Hashable, Sendable {
    /// Nothing accepts connections at the address, or nothing answered in time.
    case noConnection = "no-connection"
    /// Something accepts connections, but TLS was not negotiated: other versions, no TLS at all, or the end of the
    /// connection.
    case noHandshake = "no-tls-handshake"
    /// This machine does not trust the issuer of the certificate, or the certificate is not valid today.
    case certificateNotTrusted = "certificate-not-trusted"
    /// The certificate is trusted, but it is for a host other than the one in the address.
    case certificateOfAnotherHost = "certificate-of-another-host"
}
