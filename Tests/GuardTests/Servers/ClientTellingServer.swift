internal import HTTP
@testable internal import Libevent
@testable internal import MaintenanceServer
internal import TestSupport

/// A server that tells each client who it takes it for.
final class ClientTellingServer: Sendable {
    private let thread: LoopThread

    var port: UInt16 { thread.port }

    init(trustedProxies: TrustedProxies = .loopback, expectsProxyHeaders: Bool = false) throws {
        thread = try LoopThread { loop, socket in
            let server = try HTTPServer(
                on: loop, limit: ConnectionLimit(maximum: 100), deadlines: Deadlines(),
                expectsProxyHeaders: expectsProxyHeaders)
            server.setGenericCallback { exchange in
                let client = "\(trustedProxies.client(of: exchange))"
                let fields = [("Client", client), ("Content-Length", "0")]
                return HTTPReply(status: 200, reason: "OK", fields: fields, body: .none)
            }
            try server.accept(on: socket.descriptor, owner: socket)
            return server
        }
    }
}
