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
        guard trust(peer) else { return peer }
        let bytes = request.bytes.span
        let forwarded = request.places(of: "Forwarded")
        guard forwarded.isEmpty else {
            return client(peer, forwarded, in: bytes) { ForwardedElement.address($0.array[...]) }
        }
        return client(peer, request.places(of: "X-Forwarded-For"), in: bytes, ForwardedNode.address(unquoted:))
    }

    /// The same of a plain request, read from those bytes.
    package func client(peer: Peer, request: PlainRequest, in bytes: Span<UInt8>) -> Peer {
        guard let line = request.value(of: .xForwardedFor), trust(peer) else { return peer }
        return client(peer, CollectionOfOne(line), in: bytes, ForwardedNode.address(unquoted:))
    }

    private func client(
        _ peer: Peer, _ lines: some BidirectionalCollection<Range<Int>>, in bytes: Span<UInt8>,
        _ address: (Span<UInt8>) -> IPAddress?
    ) -> Peer {
        var client = peer
        for line in lines.reversed() {
            var elements = LastElements(at: line)
            while let element = elements.next(in: bytes) {
                guard let node = address(bytes.extracting(element)) else { return client }
                client = .address(node)
                guard trust(client) else { return client }
            }
        }
        return client
    }
}
