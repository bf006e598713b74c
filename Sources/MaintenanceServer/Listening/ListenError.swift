internal import Glibc
internal import MaintenanceSite
package import System

/// The reason why the server cannot listen on an endpoint.
package struct ListenError: Error {
    package enum Reason: Error {
        /// The text is not a numeric address, and the resolver does not know the name. The message is the resolver's.
        case unresolvable(String)
        /// The address does not belong to this host.
        case notThisHost(SocketAddress)
        /// Another process listens there.
        case portInUse(SocketAddress)
        /// Ports below net.ipv4.ip_unprivileged_port_start need a privilege.
        case notPermitted(SocketAddress)
        /// Another process listens on the Unix socket.
        case socketInUse
        /// A file of another kind has the name of the Unix socket.
        case notASocket
        /// The directory of the Unix socket does not exist.
        case noDirectory
        /// Another process has locked the directory of the Unix socket.
        case directoryLocked
        case failed(SocketAddress, SystemError)
    }

    /// The endpoint that the operator named.
    package let endpoint: ListenEndpoint
    package let reason: Reason

    init(_ endpoint: ListenEndpoint, _ reason: Reason) {
        self.endpoint = endpoint
        self.reason = reason
    }

    /// A system call failed for one of the addresses of the endpoint.
    init(_ endpoint: ListenEndpoint, _ address: SocketAddress, _ error: SystemError) {
        self.init(endpoint, Reason(address, error))
    }
}

extension ListenError.Reason {
    init(_ address: SocketAddress, _ error: SystemError) {
        let isUnix = address.family == nil
        self =
            switch error.code {
            case EADDRINUSE: isUnix ? .socketInUse : .portInUse(address)
            case ENOENT where isUnix, ENOTDIR where isUnix: .noDirectory
            case EADDRNOTAVAIL, EAFNOSUPPORT: .notThisHost(address)
            case EACCES, EPERM: .notPermitted(address)
            default: .failed(address, error)
            }
    }
}

extension ListenError.Reason {
    /// Whether the cause is not the endpoint, but a lack of descriptors.
    package var isOutOfDescriptors: Bool {
        if case .failed(_, let error) = self { error.isOutOfDescriptors } else { false }
    }
}

extension ListenError: CustomStringConvertible {
    package var description: String { "\(endpoint): \(reason)" }
}

extension ListenError.Reason: CustomStringConvertible {
    /// Follows the name of the endpoint, of its address, or of its port.
    package var description: String {
        switch self {
        case .unresolvable(let reason): "it does not resolve: \(reason)"
        case .notThisHost(let address): "\(address.host) is not an address of this host"
        case .portInUse(let address): "it is in use at \(address.host)"
        case .notPermitted(let address) where address.family == nil: "this user may not listen there"
        case .notPermitted(let address): "this user may not listen on it at \(address.host)"
        case .socketInUse: "another process listens on it"
        case .notASocket: "there is a file that is not a socket"
        case .noDirectory: "there is no such directory"
        case .directoryLocked: "another process has locked its directory"
        case .failed(let address, let error): "\(address.host): \(error)"
        }
    }
}
