internal import Glibc
internal import MaintenanceSite

/// A TCP socket that listens, and does not block; closed when the last holder lets go of it.
final class ListeningSocket: Sendable {
    /// Connections that may wait to be accepted; the kernel lowers it to net.core.somaxconn.
    private static let backlog: CInt = 4096

    private let socket: FileDescriptor
    /// With the port that was bound, where any free one was asked for.
    let address: SocketAddress

    var descriptor: CInt { socket.rawValue }

    /// Listens on an address that no other process listens on.
    convenience init(on address: SocketAddress) throws(SystemError) {
        let socket = try ListeningSocket.open(address)
        try ListeningSocket.bind(socket, to: address)
        try self.init(bound: socket, as: address)
        // Only now that it listens: with SO_REUSEPORT, a second server of the same user would get its share of the
        // connections without a word. Sockets that bind from here on can join, and they are this process's.
        try ListeningSocket.set(SO_REUSEPORT, of: SOL_SOCKET, on: socket)
    }

    /// Listens where `first` does, so that the kernel spreads connections over both (SO_REUSEPORT in socket(7)).
    convenience init(besides first: ListeningSocket) throws(SystemError) {
        let socket = try ListeningSocket.open(first.address)
        try ListeningSocket.set(SO_REUSEPORT, of: SOL_SOCKET, on: socket)
        try ListeningSocket.bind(socket, to: first.address)
        try self.init(bound: socket, as: first.address)
    }

    private init(bound socket: FileDescriptor, as address: SocketAddress) throws(SystemError) {
        guard listen(socket.rawValue, ListeningSocket.backlog) == 0 else { throw .last }
        self.socket = socket
        self.address = SocketAddress.bound(to: socket.rawValue) ?? address
    }

    private static func open(_ address: SocketAddress) throws(SystemError) -> FileDescriptor {
        let family = address.family == .ipv4 ? AF_INET : AF_INET6
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = Glibc.socket(family, type, 0)
        guard descriptor >= 0 else { throw .last }
        let socket = FileDescriptor(owning: descriptor)
        // Without waiting for connections of a former process to time out.
        try set(SO_REUSEADDR, of: SOL_SOCKET, on: socket)
        // Accepted sockets inherit it. An answer is written whole, so Nagle's algorithm could only delay its end.
        try set(TCP_NODELAY, of: CInt(IPPROTO_TCP), on: socket)
        // Leaves the IPv4 addresses to a socket of their own.
        if address.family == .ipv6 { try set(IPV6_V6ONLY, of: CInt(IPPROTO_IPV6), on: socket) }
        return socket
    }

    private static func bind(_ socket: FileDescriptor, to address: SocketAddress) throws(SystemError) {
        let status = address.withPointer { Glibc.bind(socket.rawValue, $0, $1) }
        guard status == 0 else { throw .last }
    }

    private static func set(_ option: CInt, of level: CInt, on socket: FileDescriptor) throws(SystemError) {
        var on: CInt = 1
        let status = setsockopt(socket.rawValue, level, option, &on, socklen_t(MemoryLayout<CInt>.size))
        guard status == 0 else { throw .last }
    }
}
