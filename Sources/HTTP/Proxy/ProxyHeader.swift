/// What HAProxy's PROXY header says of a connection (proxy-protocol.txt).
package enum ProxyHeader: Equatable, Sendable {
    /// The proxy asks for that client.
    case source(Peer)
    /// The proxy asks for itself, as in a check, or does not know its client: the connection's own peer is the client.
    case local
}
