internal import HTTP
internal import Libevent

extension TrustedProxies {
    /// Who asks, as far as it is known. Of a request that is refused the fields are not: then it is the peer.
    func client(of exchange: HTTPExchange) -> Peer {
        switch exchange.outcome {
        case .request(let head): client(peer: exchange.peer, request: head)
        case .refused: exchange.peer
        }
    }

    /// The same of a request that was answered.
    func client(of exchange: Exchange) -> Peer {
        switch exchange.request {
        case .request(let head): client(peer: exchange.peer, request: head)
        case .refused: exchange.peer
        }
    }
}
