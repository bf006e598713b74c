internal import CLibevent
internal import HTTP

extension Connection {
    /// Takes what the socket has brought: the PROXY header first, where one is waited for.
    func receive(_ bytes: UnsafeRawBufferPointer) {
        guard proxyHeader != nil else {
            reader.receive(bytes)
            return
        }
        proxyHeader?.append(contentsOf: bytes)
        readProxyHeader()
    }

    private func readProxyHeader() {
        guard let received = proxyHeader else { return }
        switch ProxyHeaderReader.read(received) {
        case .incomplete: break
        case .header(let header, let length):
            proxyHeader = nil
            if case .source(let peer) = header { knownPeer = peer }
            received[length...].withUnsafeBytes { reader.receive($0) }
        case .malformed: end()
        }
    }

    /// What is being read: a PROXY header that has begun takes its time from the head's.
    var readingPhase: RequestReader.Phase {
        guard let proxyHeader else { return reader.phase }
        return proxyHeader.isEmpty ? .idle : .head
    }

    /// Whether a part of a PROXY header has come, or what is none.
    var isWithinProxyHeader: Bool { proxyHeader?.isEmpty == false }

    /// Whom the PROXY header names, or else who has connected. To be asked until `ended`.
    var peer: Peer {
        if let knownPeer { return knownPeer }
        var address: UnsafeMutablePointer<CChar>?
        var port: UInt16 = 0
        if let evhttpConnection { evhttp_connection_get_peer(evhttpConnection, &address, &port) }
        // A link-local address comes with its zone (RFC 4007 §11). Of a Unix socket's peer evhttp has no address.
        let text = address.map { String(cString: $0).prefix { $0 != "%" } } ?? ""
        let peer = IPAddress(String(text)).map(Peer.address) ?? .unix
        // Until its PROXY header is there, it is not known whom that names.
        if proxyHeader == nil { knownPeer = peer }
        return peer
    }
}
