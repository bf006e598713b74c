internal import Glibc
package import MaintenanceSite

/// Why the server cannot listen where it was told to.
package struct ListenError: Error {
    package enum Reason: Sendable {
        /// No resolver knows the name, and it is no numeric address. What the resolver says.
        case unresolvable(String)
        /// The address is not one of this host.
        case notThisHost(SocketAddress)
        /// Another process listens there.
        case portInUse(SocketAddress)
        /// Ports below net.ipv4.ip_unprivileged_port_start need a privilege.
        case notPermitted(SocketAddress)
        case failed(SocketAddress, SystemError)
    }

    /// What the operator asked for.
    package let place: ListenAddress
    package let reason: Reason

    init(_ place: ListenAddress, _ reason: Reason) {
        self.place = place
        self.reason = reason
    }

    /// A system call failed for one of the addresses that the place stands for.
    init(_ place: ListenAddress, _ address: SocketAddress, _ error: SystemError) {
        self.place = place
        reason =
            switch error.code {
            case EADDRINUSE: .portInUse(address)
            case EADDRNOTAVAIL, EAFNOSUPPORT: .notThisHost(address)
            case EACCES: .notPermitted(address)
            default: .failed(address, error)
            }
    }
}

extension ListenError: CustomStringConvertible {
    package var description: String { "\(place): \(reason)" }
}

extension ListenError.Reason: CustomStringConvertible {
    /// Goes on from the name of the address, or of the port.
    package var description: String {
        switch self {
        case .unresolvable(let reason): "it does not resolve: \(reason)"
        case .notThisHost(let address): "\(address.host) is no address of this host"
        case .portInUse(let address): "it is in use at \(address.host)"
        case .notPermitted(let address): "this user may not listen on it at \(address.host)"
        case .failed(let address, let error): "\(address.host): \(error)"
        }
    }
}
