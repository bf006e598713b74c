internal import CLibevent
internal import Foundation
package import Libevent
package import TestSupport

/// A loop on a separate thread, which serves a free port of 127.0.0.1 until the last reference to it is gone.
package final class LoopThread: Sendable {
    package let port: UInt16
    private let stop: Wakeup
    private let ended = DispatchSemaphore(value: 0)

    /// Starts the thread. There `makeServer` creates the server on the loop, which accepts from the listening socket.
    package init(_ makeServer: @escaping @Sendable (EventLoop, LoopbackSocket) throws -> AnyObject) throws {
        signal(SIGPIPE, SIG_IGN)
        let socket = try LoopbackSocket()
        try socket.listen()
        evutil_make_socket_nonblocking(socket.descriptor)
        port = socket.port
        stop = try Wakeup()
        // Clients that connect before the loop runs wait in the socket's queue.
        Thread.detachNewThread { [stop, ended] in
            do {
                let loop = try EventLoop()
                let end = try stop.event(on: loop) { loop.stop() }
                let server = try makeServer(loop, socket)
                try withExtendedLifetime((end, server)) { try loop.run() }
            } catch {
                print("a server of the tests failed: \(error)")
            }
            ended.signal()
        }
    }

    deinit {
        stop.wake()
        ended.wait()
    }
}
