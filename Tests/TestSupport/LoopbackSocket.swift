internal import Glibc
internal import System

/// A TCP socket that is bound to a port of 127.0.0.1. Until it listens it refuses connections, and reserves the port,
/// except from processes that ask for it by number.
package final class LoopbackSocket: Sendable {
    package struct Failure: Error {
        let call: String
        let code = errno
    }

    package let port: UInt16
    private let socket: FileDescriptor
    /// Open for as long as this object lives.
    package var descriptor: CInt { socket.rawValue }

    /// Binds to the port, or to a free one.
    package init(port: UInt16 = 0) throws {
        let address = SocketAddress.loopback(.ipv4, port: port)
        socket = try FileDescriptor(socketFor: address)
        try socket.set(SO_REUSEADDR, of: SOL_SOCKET)
        try socket.bind(to: address)
        self.port = SocketAddress.bound(to: socket.rawValue)?.port ?? 0
    }

    package func listen() throws {
        guard Glibc.listen(descriptor, 128) == 0 else { throw Failure(call: "listen") }
    }

    /// Waits for a connection; nil once the socket no longer listens.
    package func accept() -> CInt? {
        let connection = Glibc.accept(descriptor, nil, nil)
        return connection < 0 ? nil : connection
    }

    /// Refuses further connections, and resets those that wait to be accepted.
    package func stopListening() {
        shutdown(descriptor, CInt(SHUT_RDWR))
    }
}
