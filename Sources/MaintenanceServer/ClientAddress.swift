internal import HTTP
internal import Libevent

extension TrustedProxies {
    /// The client that a request comes from. Of a request that is refused the fields are not trusted: then it is the peer.
    func client(of exchange: Exchange) -> Peer {
        switch exchange.request {
        case .request(let request): client(peer: exchange.peer, request: request)
        case .refused: exchange.peer
        }
    }
}
