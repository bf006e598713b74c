internal import GuardTestSupport
internal import HTTP
@testable internal import Libevent
@testable internal import MaintenanceServer
internal import TestSupport

/// A server that answers with the address of its client.
final class ClientTellingServer: Sendable {
    private let thread: LoopThread

    var port: UInt16 { thread.port }

    init(trustedProxies: TrustedProxies = .loopback, expectsProxyHeaders: Bool = false) throws {
        thread = try LoopThread { loop, socket in
            var options = HTTPServer.Options(
                limit: ConnectionLimit(maximum: 100), pendingReplyLimit: ConnectionLimit(maximum: 100))
            options.expectsProxyHeaders = expectsProxyHeaders
            let server = try HTTPServer(on: loop, options)
            server.setGenericCallback { request, ending, peer in
                let client = trustedProxies.client(of: request, from: peer)
                var head = ResponseHead()
                head.begin(.ok)
                head.add("Client", "\(client)")
                head.add("Content-Length", "0")
                head.end(ending)
                return Reply(status: 200, head: head.bytes, body: .none)
            }
            try server.accept(on: socket.descriptor, owner: socket)
            return server
        }
    }
}
