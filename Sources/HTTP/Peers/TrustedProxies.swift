/// Proxies whose forwarding header fields are trusted.
package struct TrustedProxies: Equatable, Sendable {
    /// The loopback addresses: 127.0.0.0/8 and ::1.
    package static let loopback = TrustedProxies([
        IPNetwork(IPAddress(ipv4: 127 << 24), length: 96 + 8), IPNetwork(IPAddress(ipv6: 1), length: 128),
    ])

    package let networks: [IPNetwork]

    package init(_ networks: [IPNetwork]) {
        self.networks = networks
    }

    /// Whether the peer is a trusted proxy. The peers of a Unix socket are trusted, because the host controls who may open it.
    package func trust(_ peer: Peer) -> Bool {
        switch peer {
        case .address(let address): networks.contains { $0.contains(address) }
        case .unix: true
        }
    }

    /// The client of a request: the last address on its way that does not belong to a trusted proxy.
    ///
    /// Each proxy appends the address from which it received the request to Forwarded (RFC 7239 §4), or to X-Forwarded-For if there is no
    /// Forwarded. So the elements are read from the end, as long as each belongs to a trusted proxy. An element that is malformed or
    /// has no address ends the search, because a client can write anything in front of it.
    package func client(peer: Peer, request: RequestHead) -> Peer {
        let isForwarded = request.has(.forwarded)
        guard isForwarded || request.has(.xForwardedFor), trust(peer) else { return peer }
        let field: RequestHead.Field = isForwarded ? .forwarded : .xForwardedFor
        var client = peer
        let isDone = request.withFirstValue(of: field) { line, isOnly in
            if isOnly { _ = follow(line, of: field, from: &client) }
            return isOnly
        }
        if isDone ?? true { return client }
        for line in request.values(of: field).reversed() {
            guard follow(line.span, of: field, from: &client) else { break }
        }
        return client
    }

    /// Follows the elements of a field line back from the client. Returns whether the previous line may be read.
    private func follow(_ line: Span<UInt8>, of field: RequestHead.Field, from client: inout Peer) -> Bool {
        var elements = LastElements(at: 0..<line.count)
        while let place = elements.next(in: line) {
            let element = line.extracting(place)
            let address =
                field == .forwarded
                ? ForwardedElement.address(element.array[...]) : ForwardedNode.address(unquoted: element)
            guard let address else { return false }
            client = .address(address)
            guard trust(client) else { return false }
        }
        return true
    }
}

/// The non-empty elements of a list (RFC 9110 §5.6.1.2) in reverse order, without the blanks around them.
///
/// Because it reads from the end, nothing that a client has put in front, such as an unclosed quote, changes how the elements of
/// proxies are read. The time is linear.
struct LastElements {
    private var rest: Range<Int>

    /// The list in that range of the bytes that `next` gets.
    init(at list: Range<Int>) {
        rest = list
    }

    mutating func next(in bytes: Span<UInt8>) -> Range<Int>? {
        while !rest.isEmpty {
            let element = bytes.withoutBlanks(takeLast(in: bytes))
            if !element.isEmpty { return element }
        }
        return nil
    }

    /// Takes the part after the last comma outside of quoted strings, and the comma.
    private mutating func takeLast(in bytes: Span<UInt8>) -> Range<Int> {
        let start = rest.lowerBound
        var isQuoted = false
        var index = rest.upperBound
        while index > start {
            index -= 1
            switch bytes[index] {
            case UInt8(ascii: "\""):
                var backslashes = index
                while backslashes > start, bytes[backslashes - 1] == UInt8(ascii: "\\") { backslashes -= 1 }
                // RFC 9110 §5.6.4: after an odd number of backslashes the quote is a character of the string.
                if (index - backslashes).isMultiple(of: 2) { isQuoted.toggle() }
                index = backslashes
            case UInt8(ascii: ",") where !isQuoted:
                defer { rest = start..<index }
                return (index + 1)..<rest.upperBound
            default: break
            }
        }
        defer { rest = start..<start }
        return rest
    }
}

/// An element of Forwarded (RFC 7239 §4): `for=192.0.2.60;proto=http;by=203.0.113.43`.
enum ForwardedElement {
    /// The address in `for`; nil without one, and for a malformed element. Blanks around a semicolon are accepted.
    static func address(_ element: ArraySlice<UInt8>) -> IPAddress? {
        var reader = FieldValueReader(element)
        var node: [UInt8]?
        while true {
            _ = reader.take(while: \.isBlank)
            let name = reader.take(while: \.isTokenCharacter)
            if !name.isEmpty {
                guard reader.take("="), let value = reader.takeTokenOrQuotedString() else { return nil }
                if name.isToken("for") {
                    // No parameter may occur twice (RFC 7239 §4).
                    guard node == nil else { return nil }
                    node = value
                }
            }
            _ = reader.take(while: \.isBlank)
            if reader.isAtEnd { break }
            guard reader.take(";") else { return nil }
        }
        return node.flatMap { ForwardedNode.address($0[...]) }
    }
}

/// A node (RFC 7239 §6): a name with an optional port.
enum ForwardedNode {
    /// The address of the node; nil for `unknown`, an obfuscated identifier, and a malformed node.
    static func address(_ node: ArraySlice<UInt8>) -> IPAddress? {
        if node.first == UInt8(ascii: "[") {
            guard let end = node.firstIndex(of: UInt8(ascii: "]")), isPort(node[(end + 1)...]) else { return nil }
            let text = node[(node.startIndex + 1)..<end]
            return text.contains(UInt8(ascii: ":")) ? IPAddress(text.span) : nil
        }
        let text = node.prefix { $0 != UInt8(ascii: ":") }
        return isPort(node[text.endIndex...]) ? IPAddress(text.span) : nil
    }

    /// The same in X-Forwarded-For, where an IPv6 address may have no brackets.
    static func address(unquoted node: Span<UInt8>) -> IPAddress? {
        IPAddress(node) ?? address(node.array[...])
    }

    /// Whether the bytes are empty, or a colon and a port (RFC 7239 §6.3), which may be obfuscated.
    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: ":") else { return bytes.isEmpty }
        let port = bytes.dropFirst()
        if port.first == UInt8(ascii: "_") {
            return port.count > 1 && port.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "._-".utf8.contains($0) }
        }
        return (1...5).contains(port.count) && port.allSatisfy(\.isASCIIDigit)
    }
}
