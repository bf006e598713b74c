/// Who is at the other end of a connection.
package enum Peer: Hashable, Sendable {
    case address(IPAddress)
    /// A process of this host, by a Unix socket.
    case unix
}

extension Peer: CustomStringConvertible {
    /// The address, or `unix`.
    package var description: String {
        switch self {
        case .address(let address): address.description
        case .unix: "unix"
        }
    }
}
