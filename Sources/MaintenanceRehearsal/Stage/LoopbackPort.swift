internal import Glibc
internal import MaintenanceHAProxy
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

/// The ports that are kept for HAProxy.
struct ProxyPorts {
    let binds: [LoopbackPort]
    let entries: [LoopbackPort]
    private let peers: [LoopbackPort]
    private let closed: LoopbackPort

    init(for plan: RehearsalPlan) throws(SystemError) {
        binds = try ProxyPorts.free(plan.bindCount)
        entries = try ProxyPorts.free(plan.backends.count)
        peers = try ProxyPorts.free(plan.peersCount)
        closed = try LoopbackPort()
    }

    private static func free(_ count: Int) throws(SystemError) -> [LoopbackPort] {
        var ports: [LoopbackPort] = []
        for _ in 0..<count { ports.append(try LoopbackPort()) }
        return ports
    }

    func forCopy(page: PageServer, applications: Applications) -> RehearsalPorts {
        RehearsalPorts(
            page: page.port, admin: page.adminPort, closed: closed.number,
            applications: applications.ports.map(\.number), binds: binds.map(\.number), entries: entries.map(\.number),
            peers: peers.map(\.number))
    }
}
