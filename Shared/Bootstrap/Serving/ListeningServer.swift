import Glibc
import NIOCore
import ServiceLifecycle

/// A server that cannot listen throws an error that names its port or host and the setting to change.
struct ListeningServer: ServiceLifecycle.Service {
    let server: any ServiceLifecycle.Service
    let setting: String
    let port: Int
    let host: String

    func run() async throws {
        do {
            try await server.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw PortTaken(setting: setting, port: port)
        } catch let error as IOError where error.errnoCode == EACCES {
            throw PortForbidden(setting: setting, port: port)
        } catch let error as IOError where error.errnoCode == EADDRNOTAVAIL {
            throw HostUnusable(host: host)
        } catch is SocketAddressError.UnknownHost {
            throw HostUnusable(host: host)
        }
    }
}
