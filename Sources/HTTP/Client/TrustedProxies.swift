/// Proxies whose forwarding header fields are trusted.
package struct TrustedProxies: Equatable, Sendable {
    /// Those of the host itself.
    package static let loopback = TrustedProxies([IPNetwork("127.0.0.0/8"), IPNetwork("::1")].compactMap(\.self))

    package let networks: [IPNetwork]

    package init(_ networks: [IPNetwork]) {
        self.networks = networks
    }

    /// Whether the peer is such a proxy. Who may open a Unix socket is for the host to say: its peers are trusted.
    package func trust(_ peer: Peer) -> Bool {
        switch peer {
        case .address(let address): networks.contains { $0.contains(address) }
        case .unix: true
        }
    }

    /// The client that a request comes from: the last address on the request's way that is not a trusted proxy's.
    ///
    /// Each proxy appends the address that it received the request from to Forwarded (RFC 7239 §4), or to X-Forwarded-For
    /// where there is no Forwarded. So the elements are read from the end, for as long as each is a trusted proxy's. An
    /// element that is malformed or names no address ends the search: a client can write anything in front of it.
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

    /// Goes from the client back to the ones that it names in a field line. Returns whether a line before this one may be read.
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
