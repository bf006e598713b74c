package import HTTP

/// A request, and what became of its reply.
package struct Exchange {
    package let request: IncomingRequest.Outcome
    /// The address in the connection's PROXY header, or else the one that connected.
    package let peer: Peer
    /// The reply's status code.
    package let status: Int
    /// Bytes of the body that the socket took.
    package let bodySize: Int
    /// From the request's first byte, or the end of the reply before it where that is later, to the end of the reply.
    package let duration: Duration
}
