import CLibevent
import Glibc
import TestSupport
import Testing

@testable import Libevent

/// A listener that is bound to evhttp and passes the accepted sockets on (http.c, listener.c).
@Suite final class ListenerTests {
    private let socket: LoopbackSocket
    private let loop: EventLoop
    private let http: OpaquePointer

    init() throws {
        socket = try LoopbackSocket()
        try socket.listen()
        evutil_make_socket_nonblocking(socket.descriptor)
        loop = try EventLoop()
        http = try #require(evhttp_new(loop.base))
    }

    deinit {
        evhttp_free(http)
    }

    @Test func anAcceptedSocketNeitherBlocksNorIsInherited() throws {
        var accepted: [CInt] = []
        let listener = try Listener(
            descriptor: socket.descriptor, owner: socket, for: http, on: loop,
            onAccept: { descriptor, _ in accepted.append(descriptor) },
            onError: { _ in })
        let client = try RawClient(port: socket.port)
        #expect(
            eventually {
                loop.runPending()
                return accepted.count == 1
            })
        for descriptor in accepted {
            #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK != 0)
            #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
            close(descriptor)
        }
        withExtendedLifetime((listener, client)) {}
    }

    /// The socket belongs to its owner, such as systemd.
    @Test func aReleasedListenerLeavesItsSocketOpen() throws {
        var listener: Listener? = try Listener(
            descriptor: socket.descriptor, owner: socket, for: http, on: loop, onAccept: { _, _ in }, onError: { _ in })
        loop.runPending()
        withExtendedLifetime(listener) {}
        listener = nil
        loop.runPending()
        let client = try RawClient(port: socket.port)
        let accepted = try #require(socket.accept())
        #expect(accepted >= 0)
        close(accepted)
        withExtendedLifetime(client) {}
    }
}
