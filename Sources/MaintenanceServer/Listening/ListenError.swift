package import MaintenanceSite

/// Why the server cannot listen where it was told to.
package enum ListenError: Error {
    /// No resolver knows the name, and it is no numeric address.
    case unresolvable(name: String, reason: String)
    /// The address is not one of this host.
    case notThisHost(SocketAddress)
    /// Another process listens there.
    case portInUse(SocketAddress)
    /// Ports below net.ipv4.ip_unprivileged_port_start need a privilege.
    case notPermitted(SocketAddress)
    case failed(SocketAddress, SystemError)
}
