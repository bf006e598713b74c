/// The address of a `bind` line or of a server line.
package enum Endpoint: Hashable, Sendable {
    case tcp(host: String, port: Int)
    /// A Unix socket, or an abstract one.
    case local(String)
    /// UDP, or an address that is not understood.
    case other

    /// Reads an address in HAProxy's notation. A range of ports results in several endpoints.
    package static func read(_ text: String) -> [Endpoint] {
        if text.hasPrefix("/") { return [.local(text)] }
        var rest = text[...]
        if let at = text.firstIndex(of: "@") {
            switch text[..<at] {
            case "unix": return [.local(String(text[text.index(after: at)...]))]
            case "abns", "abnsz": return [.local("@\(text[text.index(after: at)...])")]
            case "ipv4", "ipv6", "tcp4", "tcp6", "tcp", "stream+ipv4", "stream+ipv6":
                rest = text[text.index(after: at)...]
            default: return [.other]
            }
        }
        guard let colon = rest.lastIndex(of: ":") else { return [.other] }
        let ends = rest[rest.index(after: colon)...].split(separator: "-").map { Int($0) }
        guard let first = ends.first.flatMap({ $0 }), let last = ends.last.flatMap({ $0 }), first <= last,
            last - first < 1 << 16
        else { return [.other] }
        let host = rest[..<colon].filter { $0 != "[" && $0 != "]" }
        return (first...last).map { .tcp(host: host, port: $0) }
    }

    /// Whether a connection to the other endpoint reaches a listener at this one.
    func receives(_ other: Endpoint) -> Bool {
        switch (self, other) {
        case (.local(let name), .local(let otherName)): name == otherName
        case (.tcp(let host, let port), .tcp(let otherHost, let otherPort)):
            port == otherPort
                && (host == otherHost
                    || Endpoint.isLoopback(otherHost) && (Endpoint.isAny(host) || Endpoint.isLoopback(host)))
        default: false
        }
    }

    private static func isAny(_ host: String) -> Bool { ["", "*", "0.0.0.0", "::"].contains(host) }

    package static func isLoopback(_ host: String) -> Bool {
        ["localhost", "::1"].contains(host)
            || host.hasPrefix("127.") && host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
    }
}

/// A `bind` line. In the copy it listens on a free port of 127.0.0.1.
struct Bind: Sendable {
    let directive: Directive
    /// The position at which its section begins.
    let section: Position
    let endpoints: [Endpoint]

    init(_ directive: Directive, in section: Position) {
        self.directive = directive
        self.section = section
        endpoints = (directive.arguments.first ?? "").split(separator: ",").flatMap { Endpoint.read(String($0)) }
    }

    var position: Position { directive.position }
    var address: String { directive.arguments.first ?? "" }
    var hasTLS: Bool { directive.arguments.contains("ssl") }
    var hasProxyHeader: Bool {
        directive.arguments.contains { ["accept-proxy", "accept-netscaler-cip"].contains($0) }
    }
    /// Whether the copy can replace the address by a TCP port, which QUIC does not allow.
    var isUsable: Bool { endpoints.contains { $0 != .other } }

    /// Whether connections to that address of a server reach this line.
    func receives(_ address: String) -> Bool {
        Endpoint.read(address).contains { target in endpoints.contains { $0.receives(target) } }
    }

    /// The words of the line that the copy keeps, after the address.
    var keptWords: [String] {
        var kept: [String] = []
        var rest = directive.arguments.dropFirst()
        while let word = rest.popFirst() {
            if ["name", "id", "maxconn"].contains(word), let argument = rest.popFirst() { kept += [word, argument] }
        }
        return kept
    }
}
