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
    /// An address to bind.
    struct Candidate {
        let address: SocketAddress
        /// Whether to go on without it on a host that lacks its family or the address.
        let isOptional: Bool
    }

    /// The addresses that this stands for, in order, each with the port.
    func candidates(port: UInt16) throws(ListenError) -> [Candidate] {
        switch self {
        case .localhost:
            [
                Candidate(address: .loopback(.ipv4, port: port), isOptional: false),
                Candidate(address: .loopback(.ipv6, port: port), isOptional: true),
            ]
        case .all:
            [
                Candidate(address: .any(.ipv4, port: port), isOptional: false),
                Candidate(address: .any(.ipv6, port: port), isOptional: true),
            ]
        case .host(let name):
            try SocketAddress.resolve(name, port: port).map { Candidate(address: $0, isOptional: false) }
        }
    }
}
