/// The state of a connection.
///
/// The state takes events and returns the next action, without a socket or a clock. The connection carries out the action, and
/// reports the result as the next event. A connection that is closed has no state.
package enum ConnectionState: Sendable {
    /// Waits for the first byte of a request, or of the PROXY header before it.
    case idle(since: MonotonicTime, expectsProxyHeader: Bool)
    /// Waits for the rest of the PROXY header.
    case readingProxyHeader([UInt8], since: MonotonicTime)
    /// Waits for the rest of a request.
    indirect case reading(RequestReader, since: MonotonicTime)
    /// A request is being answered, or its reply is being sent.
    case replying(then: Continuation, ReplyProgress)
    /// The reply was passed to the socket, and the rest of the request is dropped.
    ///
    /// Closing a connection with unread bytes resets it, and the client or a proxy may lose the reply (RFC 9112 §9.6). So what the
    /// client still sends is dropped for as long as it keeps coming, which costs no memory.
    indirect case draining(IncomingRequest.Remainder, since: MonotonicTime, lastByte: MonotonicTime)

    /// What follows a reply.
    package enum Continuation: Sendable {
        /// The next request.
        case keepAlive
        /// The next request, of which bytes have arrived already.
        indirect case pipelined(RequestReader)
        /// The end of the connection, after the remainder of the request.
        case close(IncomingRequest.Remainder)
        /// The end of the connection, once the client's host has all of the reply. Nothing more is received.
        case end
    }

    package enum Event: Sendable {
        /// Bytes have arrived in that range.
        case received([UInt8], Range<Int>)
        /// The client sends nothing more.
        case inputEnded
        /// The socket has failed, or the rest of the reply cannot be sent.
        case failed
        /// The socket has taken all of the reply.
        case replySent
        /// The socket has not taken all of the reply yet.
        case replyPending
    }

    package enum Action: Sendable {
        /// Receive more bytes.
        case read
        /// Receive nothing for now.
        case pause
        /// Store the address in the PROXY header. Then report the received bytes after it, which are in that range.
        case identify(ProxyHeader, rest: Range<Int>)
        /// Answer the request, which is incomplete if a deadline has passed or the input has ended. Then report `replySent`,
        /// `replyPending` or `failed`.
        case answer(IncomingRequest, passed: Deadline?)
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
        /// How connections end. It only moves forward.
        package enum Phase: Sendable {
            /// Connections stay open for more requests.
            case serving
            /// Every reply is the last of its connection.
            case leaving
            /// As `leaving`, and the head of a request has at most one second to arrive.
            case draining(since: MonotonicTime)
        }

        package var deadlines = Deadlines()
        package var phase = Phase.serving

        package init() {}
    }
}
