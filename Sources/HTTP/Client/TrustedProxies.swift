/// The proxies that are believed when they say for whom they ask.
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

    /// Who asks: the last of those on the request's way who is no trusted proxy.
    ///
    /// Each proxy adds whom it asks for at the end of Forwarded (RFC 7239 §4), or of X-Forwarded-For where there is no
    /// Forwarded. So they are gone through from the end for as long as each is trusted. What names nobody, or is malformed,
    /// is the end; whatever is in front of it could be anybody's word.
    package func client(peer: Peer, request: RequestHead) -> Peer {
        var client = peer
        guard trust(client) else { return client }
        let forwarded = request.values(of: "Forwarded")
        let lines = forwarded.isEmpty ? request.values(of: "X-Forwarded-For") : forwarded
        for line in lines.reversed() {
            var elements = LastElements(line)
            while let element = elements.next() {
                let node =
                    forwarded.isEmpty ? ForwardedNode.address(unquoted: element) : ForwardedElement.address(element)
                guard let node else { return client }
                client = .address(node)
                guard trust(client) else { return client }
            }
        }
        return client
    }
}
