import Glibc
import NIOCore
import ServiceLifecycle

/// A server whose port or host, when nobody can listen there, is named together with the setting that moves it.
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
