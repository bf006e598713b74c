package import Glibc
internal import MaintenanceSite
internal import System

/// A stream socket that listens, and does not block; closed when the last holder lets go of it.
package final class ListeningSocket: Sendable {
    /// What keeps new connections away before the socket is closed.
    private enum Withdrawal {
        /// The file of a Unix socket is removed.
        case file(UnixSocketFile)
        /// New connections are left to the sockets of a process that listens beside this one.
        case successors
        /// Nothing: others have no other socket to go to, or another process holds this one open.
        case none
    }

    /// Connections that may wait to be accepted; the kernel lowers it to net.core.somaxconn.
    fileprivate static let backlog: CInt = 4096

    private let socket: FileDescriptor
    /// With the port that was bound, where any free one was asked for.
    let address: SocketAddress
    private let withdrawal: Withdrawal

    var descriptor: CInt { socket.rawValue }

    /// Takes over a socket that listens already, and that others may hold open.
    convenience init(inheriting socket: FileDescriptor, as address: SocketAddress) {
        self.init(listening: socket, as: address, .none)
    }

    /// Listens on an address that no other process listens on. Where it is shared, others that share it may.
    convenience init(on address: SocketAddress, shared: Bool = false) throws(SystemError) {
        let socket = try ListeningSocket.openTCP(address)
        if shared { try socket.set(SO_REUSEPORT, of: SOL_SOCKET) }
        try socket.bind(to: address)
        try socket.listen()
        // Only now that it listens: with SO_REUSEPORT, a second server of the same user would get its share of the
        // connections without a word. Sockets that bind from here on can join: this process's, and those of one that is
        // told to share.
        try socket.set(SO_REUSEPORT, of: SOL_SOCKET)
        self.init(listening: socket, as: address, shared ? .successors : .none)
    }

    /// Listens where `first` does, so that the kernel spreads connections over both (SO_REUSEPORT in socket(7)).
    convenience init(besides first: ListeningSocket) throws(SystemError) {
        let socket = try ListeningSocket.openTCP(first.address)
        try socket.set(SO_REUSEPORT, of: SOL_SOCKET)
        try socket.bind(to: first.address)
        try socket.listen()
        self.init(listening: socket, as: first.address, first.withdrawal)
    }

    /// Listens on a Unix socket. Where it is a file, it gets the mode: whoever may write to it may connect.
    convenience init(on name: UnixName, mode: mode_t) throws(ListenError.Reason) {
        switch name {
        case .path(let path):
            let claim = try UnixSocketClaim(path)
            try self.init(on: .unix(name)) { () throws(SystemError) in
                let file = UnixSocketFile(boundTo: path)
                guard chmod(path, mode) == 0 else {
                    let error = SystemError.last
                    file.remove()
                    throw error
                }
                return .file(file)
            }
            withExtendedLifetime(claim) {}
        case .abstract: try self.init(on: .unix(name)) { .none }
        }
    }

    /// `whenBound` is run before the socket listens: until then nobody can connect.
    private convenience init(
        on address: SocketAddress, whenBound: () throws(SystemError) -> Withdrawal
    ) throws(ListenError.Reason) {
        do throws(SystemError) {
            let socket = try FileDescriptor(socketOf: address)
            try socket.bind(to: address)
            let withdrawal = try whenBound()
            try socket.listen()
            self.init(listening: socket, as: address, withdrawal)
        } catch {
            throw ListenError.Reason(address, error)
        }
    }

    private init(listening socket: FileDescriptor, as address: SocketAddress, _ withdrawal: Withdrawal) {
        self.socket = socket
        self.address = SocketAddress.bound(to: socket.rawValue) ?? address
        self.withdrawal = withdrawal
    }

    deinit {
        // Before it is closed: a socket that nobody accepts from is another process's to replace.
        if case .file(let file) = withdrawal { file.remove() }
    }

    /// Lets no new connection come, where there is a way: a Unix socket's file goes, and of a port that is shared another
    /// process gets them. This process has `count` sockets on it. Connections that the kernel has are still to be accepted.
    func withdraw(count: Int) {
        switch withdrawal {
        case .file(let file): file.remove()
        case .successors: socket.preferSuccessors(after: count)
        case .none: break
        }
    }

    /// Leaves new connections to another process on a port that is shared; for the only socket of this process on it.
    func preferSuccessor() {
        if case .successors = withdrawal { socket.preferSuccessors(after: 1) }
    }

    /// To be called a moment before the socket is closed, for handshakes that come to it all the same.
    func dropHandshakes() {
        if case .successors = withdrawal { socket.dropHandshakes() }
    }

    private static func openTCP(_ address: SocketAddress) throws(SystemError) -> FileDescriptor {
        let socket = try FileDescriptor(socketOf: address)
        // Without waiting for connections of a former process to time out.
        try socket.set(SO_REUSEADDR, of: SOL_SOCKET)
        // Accepted sockets inherit it. An answer is written whole, so Nagle's algorithm could only delay its end.
        try socket.set(TCP_NODELAY, of: CInt(IPPROTO_TCP))
        // Leaves the IPv4 addresses to a socket of their own.
        if address.family == .ipv6 { try socket.set(IPV6_V6ONLY, of: CInt(IPPROTO_IPV6)) }
        return socket
    }
}

extension FileDescriptor {
    /// A stream socket that does not block.
    fileprivate convenience init(socketOf address: SocketAddress) throws(SystemError) {
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(address.domain, type, 0)
        guard descriptor >= 0 else { throw .last }
        self.init(owning: descriptor)
    }

    fileprivate func bind(to address: SocketAddress) throws(SystemError) {
        guard address.withPointer({ Glibc.bind(rawValue, $0, $1) }) == 0 else { throw .last }
    }

    fileprivate func listen() throws(SystemError) {
        guard Glibc.listen(rawValue, ListeningSocket.backlog) == 0 else { throw .last }
    }

    /// Switches a socket's option on.
    func set(_ option: CInt, of level: CInt) throws(SystemError) {
        var on: CInt = 1
        let status = setsockopt(rawValue, level, option, &on, socklen_t(MemoryLayout<CInt>.size))
        guard status == 0 else { throw .last }
    }
}

/// How the sockets of a server are made.
package struct SocketOptions: Sendable {
    /// The permissions of a Unix socket's file; to connect takes the right to write.
    package var socketMode: mode_t = 0o666
    /// Whether other processes of the same user may listen on the same ports, as long as they want to share them too.
    package var sharesPorts = false

    package init() {}
}
