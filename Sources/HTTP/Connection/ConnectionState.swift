/// The state of a connection.
///
/// The state takes events and returns the next action, without a socket or a clock. The connection carries out the action, and
/// reports the result as the next event.
package enum ConnectionState: Sendable {
    /// Waits for the PROXY header, or for the rest of one.
    case awaitingProxyHeader([UInt8], since: MonotonicTime)
    /// Waits for a request.
    case idle(since: MonotonicTime)
    /// Waits for the rest of a request.
    indirect case reading(RequestReader, since: MonotonicTime)
    /// A request is being answered, and its reply is being passed to the socket.
    case replying(IncomingRequest.Ending, Pipelined)
    /// The socket takes the reply piece by piece.
    indirect case sending(IncomingRequest.Ending, Pipelined, ReplyProgress)
    /// The reply was passed to the socket, and the rest of the request is dropped.
    indirect case draining(Draining)
    case closed

    /// Bytes that arrived after the current request.
    package indirect enum Pipelined: Sendable {
        case none
        case bytes(RequestReader)
    }

    package enum Event: Sendable {
        /// Bytes have arrived in that range.
        case received([UInt8], Range<Int>)
        /// The client sends nothing more.
        case inputEnded
        /// The socket has failed.
        case failed
        /// The address in the PROXY header is stored.
        case identified
        /// The socket has taken all of the reply.
        case replySent
        /// The socket has not taken all of the reply yet.
        case replyPending
        /// The rest of the reply cannot be sent.
        case replyFailed
        /// Time for checking the deadlines. The client's host has not acknowledged that many bytes of replies.
        case timePassed(unsent: Int)
    }

    package enum Action: Sendable {
        /// Receive more bytes.
        case read
        /// Receive nothing for now.
        case pause
        /// Store the address in the PROXY header; then report `identified`.
        case identify(ProxyHeader)
        /// Answer the request; then report `replySent` or `replyPending`.
        case answer(IncomingRequest)
        /// Answer a request that did not arrive in time; then report as above.
        case answerOverdue(IncomingRequest, Deadline)
        /// Invite the client to send the body by 100 (Continue), and receive more bytes.
        case sendContinue
        /// Tell the client that no more replies follow, and receive more bytes.
        case halfClose
        case close(Cause)
    }

    /// Why a connection is closed.
    package enum Cause: Equatable, Sendable {
        /// Nothing is left to be done.
        case finished
        case expired(Deadline)
        /// A reply was not taken completely.
        case replyAborted
        /// The connection did not begin with a complete PROXY header.
        case proxyHeaderMissing
    }

    /// The parameters of all transitions.
    package struct Rules: Sendable {
        package var limits = RequestLimits()
        package var deadlines = Deadlines()
        /// When the server began to stop; nil before that.
        package var stopped: MonotonicTime?

        package init() {}
    }
}

extension ConnectionState {
    /// A connection that was just accepted.
    package init(expectsProxyHeader: Bool, at now: MonotonicTime) {
        self = expectsProxyHeader ? .awaitingProxyHeader([], since: now) : .idle(since: now)
    }

    /// Whether a request or a reply is under way, so that closing the connection now would cut it off.
    package func isBusy(unsent: Int, at now: MonotonicTime) -> Bool {
        switch self {
        case .awaitingProxyHeader(let header, _): !header.isEmpty
        case .idle, .closed: false
        case .reading(let reader, _): reader.phase != .idle
        case .replying, .sending: true
        case .draining(let draining): draining.isBusy(unsent: unsent, at: now)
        }
    }

    /// Whether `timePassed` and `isBusy` look at how much of the reply is unsent.
    package var dependsOnUnsent: Bool {
        switch self {
        case .sending, .draining: true
        case .awaitingProxyHeader, .idle, .reading, .replying, .closed: false
        }
    }

    /// Whether nothing of a request has arrived.
    package var isIdle: Bool {
        switch self {
        case .idle: true
        case .awaitingProxyHeader(let header, _): header.isEmpty
        case .reading, .replying, .sending, .draining, .closed: false
        }
    }

    /// Makes the connection end after the reply to the current request.
    package mutating func endAfterReply() -> IncomingRequest.Ending {
        guard case .replying(let ending, _) = self, case .close = ending else {
            // The client may have sent more requests already, which are dropped.
            self = .replying(.close(.anything), .none)
            return .close(.anything)
        }
        return ending
    }
}
