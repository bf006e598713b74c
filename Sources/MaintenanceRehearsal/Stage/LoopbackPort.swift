internal import Glibc
internal import MaintenanceHAProxy
internal import System

/// A port of 127.0.0.1 that is reserved for the rehearsal: a socket is bound to the port but does not listen, so connections are
/// refused. A process that knows the number can listen on the port with SO_REUSEADDR, as HAProxy does.
final class LoopbackPort: Sendable {
    let number: UInt16
    private let socket: FileDescriptor

    /// Reserves a free port.
    init() throws(SystemError) {
        socket = try LoopbackPort.bind(to: 0)
        guard let address = SocketAddress.bound(to: socket.rawValue) else { throw .last }
        number = address.port
    }

    /// A non-blocking socket that listens on the port.
    func listen() throws(SystemError) -> FileDescriptor {
        let listener = try LoopbackPort.bind(to: number)
        guard Glibc.listen(listener.rawValue, 512) == 0 else { throw .last }
        return listener
    }

    private static func bind(to port: UInt16) throws(SystemError) -> FileDescriptor {
        let address = SocketAddress.loopback(.ipv4, port: port)
        let socket = try FileDescriptor(socketFor: address, blocks: false)
        try socket.set(SO_REUSEADDR, of: SOL_SOCKET)
        try socket.bind(to: address)
        return socket
    }
}

/// The ports that are reserved for HAProxy.
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
