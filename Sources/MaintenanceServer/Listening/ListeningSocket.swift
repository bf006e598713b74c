package import Glibc
internal import MaintenanceSite
internal import System

/// A listening, non-blocking stream socket. It is closed when its last reference is released.
package final class ListeningSocket: Sendable {
    /// How new connections are kept away before the socket is closed.
    private enum Withdrawal {
        /// The file of a Unix socket is removed.
        case file(UnixSocketFile)
        /// New connections go to the sockets of a process that listens beside this one.
        case successors
        /// New connections cannot be kept away: no other socket can take them, or another process keeps this socket open.
        case none
    }

    /// How many connections may wait to be accepted. The kernel lowers it to net.core.somaxconn.
    fileprivate static let backlog: CInt = 4096

    private let socket: FileDescriptor
    /// The address that was bound, with the port that the kernel chose for port 0.
    let address: SocketAddress
    private let withdrawal: Withdrawal

    var descriptor: CInt { socket.rawValue }

    /// The path of a Unix socket that is removed at the end.
    var removedPath: String? { if case .file(let file) = withdrawal { file.path } else { nil } }

    /// Takes over a socket that listens already, and that other processes may keep open.
    convenience init(inheriting socket: FileDescriptor, as address: SocketAddress) {
        self.init(listening: socket, as: address, .none)
    }

    /// Listens on an address. No other process may listen there, unless both share the port.
    convenience init(on address: SocketAddress, shared: Bool = false) throws(SystemError) {
        let socket = try ListeningSocket.openTCP(address)
        if shared { try socket.set(SO_REUSEPORT, of: SOL_SOCKET) } else { socket.deferAccept() }
        try socket.bind(to: address)
        try socket.listen()
        // SO_REUSEPORT is set only once the socket listens. Otherwise a second server of the same user would silently
        // get a share of the connections. Sockets that bind from here on can join: those of this process, and of one
        // with --reuse-port.
        try socket.set(SO_REUSEPORT, of: SOL_SOCKET)
        self.init(listening: socket, as: address, shared ? .successors : .none)
    }

    /// Listens on the address of `first`, so that the kernel distributes connections over both (SO_REUSEPORT in socket(7)).
    convenience init(besides first: ListeningSocket) throws(SystemError) {
        let socket = try ListeningSocket.openTCP(first.address)
        try socket.set(SO_REUSEPORT, of: SOL_SOCKET)
        if case .none = first.withdrawal { socket.deferAccept() }
        try socket.bind(to: first.address)
        try socket.listen()
        self.init(listening: socket, as: first.address, first.withdrawal)
    }

    /// Listens on a Unix socket. Its file gets the mode: connecting requires the permission to write.
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

    /// `whenBound` runs before the socket listens, when nobody can connect yet.
    private convenience init(
        on address: SocketAddress, whenBound: () throws(SystemError) -> Withdrawal
    ) throws(ListenError.Reason) {
        do throws(SystemError) {
            let socket = try FileDescriptor(socketFor: address, blocks: false)
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
        // Removed before the socket is closed, because another process may replace a stale socket.
        if case .file(let file) = withdrawal { file.remove() }
    }

    /// Keeps new connections away where that is possible: the file of a Unix socket is removed, and the connections of a shared
    /// port go to another process. This process has `count` sockets on that port. Connections that wait still have to be accepted.
    func withdraw(count: Int) {
        switch withdrawal {
        case .file(let file): file.remove()
        case .successors: socket.preferSuccessors(after: count)
        case .none: break
        }
    }

    /// Leaves new connections of a shared port to another process. This process has one socket on that port.
    func preferSuccessor() {
        if case .successors = withdrawal { socket.preferSuccessors(after: 1) }
    }

    /// Drops handshakes that still arrive. To be called a moment before the socket is closed.
    func dropHandshakes() {
        if case .successors = withdrawal { socket.dropHandshakes() }
    }

    private static func openTCP(_ address: SocketAddress) throws(SystemError) -> FileDescriptor {
        let socket = try FileDescriptor(socketFor: address, blocks: false)
        // Does not wait until connections of an earlier process have timed out.
        try socket.set(SO_REUSEADDR, of: SOL_SOCKET)
        // Accepted sockets inherit it. An answer is written at once, so Nagle's algorithm could only delay its end.
        try socket.set(TCP_NODELAY, of: CInt(IPPROTO_TCP))
        // IPv4 addresses have another socket.
        if address.family == .ipv6 { try socket.set(IPV6_V6ONLY, of: CInt(IPPROTO_IPV6)) }
        return socket
    }
}

extension FileDescriptor {
    fileprivate func listen() throws(SystemError) {
        guard Glibc.listen(rawValue, ListeningSocket.backlog) == 0 else { throw .last }
    }

    /// Makes connections wait in the kernel until their first bytes have arrived, but at most about a second (tcp(7)). An accepted
    /// connection can then be answered at once, and need not be registered for events first.
    ///
    /// This is not for a socket that is about to leave its port to a successor: connections that wait like this are reset when
    /// the socket is closed.
    fileprivate func deferAccept() {
        // A failure only costs two or three more system calls for each connection.
        try? set(TCP_DEFER_ACCEPT, of: CInt(IPPROTO_TCP))
    }
}

/// Options of the listening sockets.
package struct SocketOptions: Sendable {
    /// The permissions of a Unix socket's file. Connecting requires the permission to write.
    package var socketMode: mode_t = 0o666
    /// Whether other processes of the same user may listen on the same ports, if they share them too.
    package var sharesPorts = false

    package init() {}
}

// How a listening TCP socket leaves its shared port (SO_REUSEPORT in socket(7)) to another process. Closing the socket resets
// connections that wait to be accepted, or whose handshake is under way. So new ones are kept away first.
extension FileDescriptor {
    /// Makes the kernel choose among the sockets that joined after the first `count` ones, which belong to this process. If
    /// they are fewer than `count`, the kernel chooses as before.
    func preferSuccessors(after count: Int) {
        let count = UInt32(clamping: count)
        attach(
            [
                Instruction(.loadWord, k: Instruction.random), Instruction(.modulo, k: count),
                Instruction(.add, k: count), Instruction(.returnAccumulator),
            ], as: SO_ATTACH_REUSEPORT_CBPF)
    }

    /// Drops the first segment of each handshake. The client sends it again after a second, to the socket that listens then.
    /// Handshakes that have begun continue.
    func dropHandshakes() {
        attach(
            [
                // The packet begins with the TCP header, whose octet 13 holds the flags (RFC 9293 §3.1).
                Instruction(.loadByte, k: 13), Instruction(.and, k: 0x12),
                // SYN without ACK is dropped, everything else is accepted.
                Instruction(.jumpIfEqual, ifFalse: 1, k: 0x02), Instruction(.return, k: 0),
                Instruction(.return, k: .max),
            ], as: SO_ATTACH_FILTER)
    }

    /// If the kernel refuses, nothing changes.
    private func attach(_ instructions: [Instruction], as option: CInt) {
        FilterProgram(instructions).withKernelProgram {
            _ = setsockopt(rawValue, SOL_SOCKET, option, $0.baseAddress, socklen_t($0.count))
        }
    }
}

private typealias Instruction = FilterProgram.Instruction
