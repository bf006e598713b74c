internal import CLibevent
internal import HTTP

extension Connection {
    /// Whom the PROXY header names, or else who has connected. To be asked until `onEnd` is over.
    var peer: Peer {
        if let knownPeer { return knownPeer }
        var address: UnsafeMutablePointer<CChar>?
        var port: UInt16 = 0
        evhttp_connection_get_peer(evhttpConnection, &address, &port)
        // A link-local address comes with its zone (RFC 4007 §11). Of a Unix socket's peer evhttp has no address.
        let text = address.map { String(cString: $0).prefix { $0 != "%" } } ?? ""
        let peer = IPAddress(String(text)).map(Peer.address) ?? .unix
        // Until its PROXY header is there, it is not known whom that names.
        if !awaitsProxyHeader { knownPeer = peer }
        return peer
    }
}
