/// Where to listen, as an operator writes it.
package enum ListenAddress: Hashable, Sendable {
    /// `localhost`: 127.0.0.1 and, where the host has it, ::1, whatever a resolver says.
    case localhost
    /// The empty string: every address of the host, IPv4 and IPv6.
    case all
    /// A numeric address, or a name with all its addresses.
    case host(String)

    package init(_ text: String) {
        self =
            switch text {
            case "localhost": .localhost
            case "": .all
            default: .host(text)
            }
    }
}

extension ListenAddress: CustomStringConvertible {
    /// The text that the operator wrote.
    package var description: String {
        switch self {
        case .localhost: "localhost"
        case .all: ""
        case .host(let name): name
        }
    }
}

extension ListenAddress {
    /// The addresses that this stands for, in order, each with the port.
    ///
    /// `localhost` and the empty address begin with IPv4; a host may do without the IPv6 one after it.
    func socketAddresses(port: UInt16) throws(ResolverError) -> [SocketAddress] {
        switch self {
        case .localhost: return [.loopback(.ipv4, port: port), .loopback(.ipv6, port: port)]
        case .all: return [.any(.ipv4, port: port), .any(.ipv6, port: port)]
        case .host(let name): return try SocketAddress.resolve(name, port: port)
        }
    }

    /// Whether to go on where the host lacks an address's family, or the address.
    func isOptional(_ address: SocketAddress) -> Bool {
        switch self {
        case .localhost, .all: address.family == .ipv6
        case .host: false
        }
    }
}
