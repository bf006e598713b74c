/// A request to be answered, and what becomes of its connection then.
package struct IncomingRequest: Sendable {
    package enum Outcome: Sendable {
        case request(RequestHead)
        /// The head is the part that was read, and may lack fields; nil where not even the request line was read.
        case refused(Refusal, of: RequestHead?)
    }

    /// What follows the reply.
    package enum Ending: Sendable, Equatable {
        /// The next request. A client of HTTP/1.0 wants to be told so.
        case keepAlive(isAnnounced: Bool)
        /// The end of the connection, once the client has sent what is left of the request: a connection that is closed
        /// with unread bytes is reset, and the client may lose the reply (RFC 9112 §9.6).
        case close(Remainder)
    }

    /// What of a request may still arrive when it is answered.
    package enum Remainder: Sendable, Equatable {
        /// Nothing: the request was read whole, and no byte came after it.
        case nothing
        /// That many bytes of the body.
        case body(Int)
        /// A body whose length is unknown.
        case chunks
        /// Anything: the request is malformed, or other bytes follow it.
        case anything
    }

    package let outcome: Outcome
    package internal(set) var ending: Ending
}

extension IncomingRequest.Outcome {
    /// The request's head; of a refused request the part that was read.
    package var head: RequestHead? {
        switch self {
        case .request(let head): head
        case .refused(_, let head): head
        }
    }

    package var method: Method { head?.method ?? .other }

    /// A copy that shares no bytes with the receive buffer.
    package func detached() -> IncomingRequest.Outcome {
        switch self {
        case .request(let head): .request(head.detached())
        case .refused(let refusal, let head): .refused(refusal, of: head?.detached())
        }
    }
}
