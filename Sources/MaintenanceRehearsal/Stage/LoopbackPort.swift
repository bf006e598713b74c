internal import Glibc
internal import System

/// A port of 127.0.0.1 that is kept for the drill: the socket is bound to it and does not listen, so connections are refused.
/// Whoever asks for the port by its number can listen on it, with SO_REUSEADDR as HAProxy does.
final class LoopbackPort: Sendable {
    let number: UInt16
    private let socket: FileDescriptor

    /// A free port.
    init() throws(SystemError) {
        socket = try LoopbackPort.bind(to: 0)
        guard let address = SocketAddress.bound(to: socket.rawValue) else { throw .last }
        number = address.port
    }

    /// A socket that listens on the port and does not block.
    func listen() throws(SystemError) -> FileDescriptor {
        let listener = try LoopbackPort.bind(to: number)
        guard Glibc.listen(listener.rawValue, 512) == 0 else { throw .last }
        return listener
    }

    private static func bind(to port: UInt16) throws(SystemError) -> FileDescriptor {
        let address = SocketAddress.loopback(.ipv4, port: port)
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = Glibc.socket(address.domain, type, 0)
        guard descriptor >= 0 else { throw .last }
        let socket = FileDescriptor(owning: descriptor)
        var yes: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        guard address.withPointer({ Glibc.bind(descriptor, $0, $1) }) == 0 else { throw .last }
        return socket
    }
}
