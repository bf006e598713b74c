/// A request to be answered, and what is to become of its connection then.
package struct IncomingRequest: Sendable {
    package enum Outcome: Sendable {
        case request(RequestHead)
        /// The head is what was read of it, and may lack fields; nil where not even the request line was read.
        case refused(Refusal, of: RequestHead?)
    }

    /// What follows the answer.
    package enum Ending: Sendable, Equatable {
        /// The next request; HTTP/1.0 wants to be told so.
        case keepAlive(isAnnounced: Bool)
        /// The end, once the client has stopped sending: a connection that is closed with bytes unread is reset, and the
        /// client may lose the answer (RFC 9112 §9.6).
        case close
    }

    package let outcome: Outcome
    package let ending: Ending
}

extension IncomingRequest.Outcome {
    /// The request's head, of a refused one what was read of it.
    package var head: RequestHead? {
        switch self {
        case .request(let head): head
        case .refused(_, let head): head
        }
    }
}
