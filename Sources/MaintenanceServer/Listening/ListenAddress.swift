package import System

/// An address to listen on, as an operator writes it.
package enum ListenAddress: Hashable, Sendable {
    /// `localhost`: 127.0.0.1 and, if the host has it, ::1, whatever a resolver says.
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
    /// `localhost` and the empty address begin with IPv4. The IPv6 address after it is optional.
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

/// An endpoint to listen on, as in `--listen`.
package enum ListenEndpoint: Hashable, Sendable {
    /// A port of an address. All endpoints with port 0 share one free port.
    case port(UInt16, of: ListenAddress)
    case unix(UnixName)

    /// The reason why a text is not an endpoint.
    package enum Malformed: Error {
        case portMissing
        case notAPort
        case bracketsMissing
        case notAHost
        case notAUnixName
    }

    /// Reads `unix:PATH`, `unix:@NAME`, `ADDRESS:PORT`, `[IPV6]:PORT`, and `:PORT` or `*:PORT` for all addresses. A port
    /// alone is ambiguous, since it could mean localhost or all addresses, so it is refused.
    package init(_ text: String) throws(Malformed) {
        if text.hasPrefix("unix:") {
            guard let name = UnixName(String(text.dropFirst("unix:".count))) else { throw .notAUnixName }
            self = .unix(name)
            return
        }
        guard let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") else { throw .portMissing }
        let digits = text[text.index(after: colon)...]
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = UInt16(digits)
        else { throw .notAPort }
        self = .port(port, of: try ListenEndpoint.address(text[..<colon]))
    }

    private static func address(_ host: Substring) throws(Malformed) -> ListenAddress {
        if host.hasPrefix("["), host.hasSuffix("]") {
            let inner = host.dropFirst().dropLast()
            guard inner.contains(":") else { throw .notAHost }
            return .host(String(inner))
        }
        guard !host.contains(":") else { throw .bracketsMissing }
        guard !host.contains(where: { "[]/,@".contains($0) || $0.isWhitespace }) else { throw .notAHost }
        return ListenAddress(host == "*" ? "" : String(host))
    }
}

extension ListenEndpoint.Malformed: CustomStringConvertible {
    package var description: String {
        switch self {
        case .portMissing: "a port is missing: write :8088 for all addresses, or localhost:8088 for this host only"
        case .notAPort: "a port is a number from 0 to 65535"
        case .bracketsMissing: "an IPv6 address needs brackets, such as [::1]:8088"
        case .notAHost: "the value is ADDRESS:PORT, [IPV6]:PORT, :PORT, unix:PATH or unix:@NAME"
        case .notAUnixName: "the name of a Unix socket has 1 to \(UnixName.longest) bytes"
        }
    }
}

extension ListenEndpoint: CustomStringConvertible {
    /// The text that is read as this endpoint.
    package var description: String {
        switch self {
        case .port(let port, .host(let name)) where name.contains(":"): "[\(name)]:\(port)"
        case .port(let port, let address): "\(address):\(port)"
        case .unix(let name): "unix:\(name)"
        }
    }
}

extension ListenEndpoint {
    /// nil for a Unix socket.
    package var port: UInt16? {
        if case .port(let port, _) = self { port } else { nil }
    }

    /// Whether to go on where the host lacks an address's family, or the address.
    func isOptional(_ address: SocketAddress) -> Bool {
        if case .port(_, let listened) = self { listened.isOptional(address) } else { false }
    }

    /// The addresses that this stands for, in order.
    func socketAddresses() throws(ListenError) -> [SocketAddress] {
        switch self {
        case .port(let port, let address):
            do throws(ResolverError) {
                return try address.socketAddresses(port: port)
            } catch {
                throw ListenError(self, .unresolvable(error.description))
            }
        case .unix(let name): return [.unix(name)]
        }
    }
}
