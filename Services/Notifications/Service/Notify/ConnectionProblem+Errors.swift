import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import NotificationsDomain

extension ConnectionProblem {
    /// Reads an error of the HTTP client; nil if Notify may have seen the request.
    ///
    /// The client hands a request over to a connection only once its handshake is complete, and errors of handshakes
    /// occur at no other time. A connection that is reset or closed has the same error before and after the request, so
    /// that error decides nothing.
    init?(beforeTheRequest error: any Error) {
        switch error {
        case is NIOConnectionError, ChannelError.connectTimeout:
            self = .noConnection
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            self = .noConnection
        case let error as HTTPClientError where Self.clientErrors.contains(error):
            self = .noConnection
        case let error as HTTPClientError where error == .tlsHandshakeTimeout:
            self = .noHandshake
        case NIOSSLError.handshakeFailed(let cause):
            self = Self.isAboutTheCertificate(cause) ? .certificateNotTrusted : .noHandshake
        // Both errors occur when the name in the certificate is read, as the last step of a handshake.
        case NIOSSLError.noCertificateToValidate, NIOSSLError.cannotFindPeerIP:
            self = .noHandshake
        case let error as NIOSSLExtraError where Self.errorsAboutNames.contains(error):
            self = .certificateOfAnotherHost
        default:
            return nil
        }
    }

    private static let clientErrors: [HTTPClientError] = [.connectTimeout, .getConnectionFromPoolTimeout, .invalidURL]
    private static let errorsAboutNames: [NIOSSLExtraError] = [
        .failedToValidateHostname, .serverHostnameImpossibleToMatch,
    ]

    /// Returns whether the handshake failed because of the certificate. BoringSSL has one code for this, which its
    /// wrapper does not expose. Only the advice in the log depends on this.
    private static func isAboutTheCertificate(_ cause: BoringSSLError) -> Bool {
        switch cause {
        case .sslError(let errors), .unknownError(let errors):
            errors.contains { $0.description.contains("CERTIFICATE_VERIFY_FAILED") }
        default: false
        }
    }
}
