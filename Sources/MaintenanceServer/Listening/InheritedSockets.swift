internal import Glibc
internal import MaintenanceSite
internal import System

/// Listening sockets that a service manager has opened and passed (sd_listen_fds(3)). The service manager still owns them: their
/// files are not removed, and waiting connections are left to the next process.
package struct InheritedSockets: Sendable {
    /// A descriptor that cannot be used.
    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    private static let variables = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PIDFDID"]

    private let sockets: [(name: String, socket: ListeningSocket)]

    /// Takes over the descriptors that the environment names, and removes the variables. To be called once, before there are
    /// threads.
    package init() throws {
        let passed = try InheritedDescriptors(process: getpid()) { name in getenv(name).map { String(cString: $0) } }
        for name in InheritedSockets.variables { unsetenv(name) }
        sockets = try passed.descriptors.map { descriptor throws(Unusable) in
            guard let socket = ListeningSocket(inheriting: descriptor.number) else {
                let place = "descriptor \(descriptor.number) (\(descriptor.name))"
                throw Unusable(description: "LISTEN_FDS: \(place) is not a listening stream socket")
            }
            return (descriptor.name, socket)
        }
    }

    /// `FileDescriptorName=` of the sockets for operators (systemd.socket(5)).
    private static let adminName = "admin"

    package var forOperators: [ListeningSocket] {
        sockets.filter { $0.name == InheritedSockets.adminName }.map(\.socket)
    }

    package var forVisitors: [ListeningSocket] {
        sockets.filter { $0.name != InheritedSockets.adminName }.map(\.socket)
    }
}

extension ListeningSocket {
    /// Takes over an open descriptor; nil if it is not a listening stream socket of IPv4, IPv6 or Unix.
    fileprivate convenience init?(inheriting descriptor: CInt) {
        guard option(SO_TYPE, of: descriptor) == CInt(SOCK_STREAM.rawValue), option(SO_ACCEPTCONN, of: descriptor) == 1,
            let address = SocketAddress.bound(to: descriptor),
            fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0,
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        else { return nil }
        let socket = FileDescriptor(owning: descriptor)
        // The same option as on sockets that this process opens. Unix sockets lack it.
        try? socket.set(TCP_NODELAY, of: CInt(IPPROTO_TCP))
        self.init(inheriting: socket, as: address)
    }
}

private func option(_ option: CInt, of descriptor: CInt) -> CInt? {
    var value: CInt = 0
    var length = socklen_t(MemoryLayout<CInt>.size)
    return getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 ? value : nil
}

/// The descriptors that a service manager has passed, according to the variables of sd_listen_fds(3).
package struct InheritedDescriptors: Equatable, Sendable {
    package struct Descriptor: Equatable, Sendable {
        package let number: Int32
        /// `unknown` if the service manager gives no names.
        package let name: String
    }

    /// A variable that cannot be read.
    package struct Malformed: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// The first descriptor that is passed.
    private static let first: Int32 = 3

    package let descriptors: [Descriptor]

    /// Empty if the variables are missing, or meant for another process.
    package init(process: Int32, _ variable: (String) -> String?) throws(Malformed) {
        guard let owner = variable("LISTEN_PID"), let count = variable("LISTEN_FDS") else {
            descriptors = []
            return
        }
        guard owner.first != "+", let owner = Int32(owner), owner > 0 else {
            throw Malformed(description: "LISTEN_PID '\(owner)': a process identifier is a number")
        }
        guard owner == process else {
            descriptors = []
            return
        }
        guard count.first != "+", let count = Int32(count), (0...1024).contains(count) else {
            throw Malformed(description: "LISTEN_FDS '\(count)': the number of sockets is from 0 to 1024")
        }
        let names = variable("LISTEN_FDNAMES").map { $0.split(separator: ":", omittingEmptySubsequences: false) }
        if let names, names.count != count, count > 0 {
            throw Malformed(
                description: "LISTEN_FDNAMES has \(names.count) names, but LISTEN_FDS announces \(count) sockets")
        }
        descriptors = (0..<count).map { index in
            Descriptor(
                number: InheritedDescriptors.first + index, name: names.map { String($0[Int(index)]) } ?? "unknown")
        }
    }
}
