package import HTTP

/// A request, and what has become of its reply.
package struct Exchange {
    package let request: IncomingRequest.Outcome
    /// Whom the connection's PROXY header names, or else who has connected.
    package let peer: Peer
    /// The reply's status code; nil where the connection ended before there was a reply.
    package let status: Int?
    /// Bytes of the body that the system took to send.
    package let bodySize: Int
    /// From the request's first byte, or the end of the reply before it where that is later, to the end of the reply.
    package let duration: Duration
}
