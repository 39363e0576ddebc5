import Glibc
import NIOCore
import ServiceLifecycle

/// A server whose port, when it is taken, is named together with the setting that moves it.
struct ListeningServer: ServiceLifecycle.Service {
    let server: any ServiceLifecycle.Service
    let setting: String
    let port: Int

    func run() async throws {
        do {
            try await server.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw PortTaken(setting: setting, port: port)
        }
    }
}
