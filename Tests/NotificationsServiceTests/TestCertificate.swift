import NIOSSL

/// A self-signed certificate for localhost, under that name only, and its key, which protects nothing.
enum TestCertificate {
    static func server() throws -> TLSConfiguration {
        .makeServerConfiguration(
            certificateChain: [.certificate(try certificate())],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
    }

    /// Returns the configuration of a client that trusts this certificate and no other.
    static func client() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([try certificate()])
        return configuration
    }

    private static func certificate() throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: Array(pem.utf8), format: .pem)
    }

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHA/Fgc23xwI1H3kq
        pN8F1Ma3iloqnvLXSr+cCFfiPQGhRANCAASqZN7ueMUvtWI1z7hH3A5CtZ8twg87
        8q3E+NzIHezuQqnFZ7Ll2W2hDbbPWZCUrHIsRSFopFYiTgLFeSwWokKw
        -----END PRIVATE KEY-----
        """

    private static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBWDCB/6ADAgECAgEBMAoGCCqGSM49BAMCMBAxDjAMBgNVBAMMBXRlc3RzMCAX
        DTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAV0ZXN0
        czBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKpk3u54xS+1YjXPuEfcDkK1ny3C
        DzvyrcT43Mgd7O5CqcVnsuXZbaENts9ZkJSscixFIWikViJOAsV5LBaiQrCjSDBG
        MA8GA1UdEwEB/wQFMAMBAf8wFAYDVR0RBA0wC4IJbG9jYWxob3N0MB0GA1UdDgQW
        BBR+3Jh0zhmF2rm8aIXJYoUYeQwbfjAKBggqhkjOPQQDAgNIADBFAiEA6AEq6gKk
        swhVRf0EikxgwDsKj0jDrxR9cWe4GDGCdSECIDnMhcFoAV2tP9teAPWidMYobBMg
        hqbwEc5fEoIUJKm2
        -----END CERTIFICATE-----
        """
}
