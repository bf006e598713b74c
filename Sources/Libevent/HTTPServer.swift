internal import CLibevent
package import HTTP

/// One evhttp on a loop: it answers its listeners' connections with what the handler replies.
package final class HTTPServer {
    /// Answers a request from a peer, on the loop's thread, from what is at hand: while it runs the loop does nothing else. The
    /// reply's head says what becomes of the connection.
    package typealias Handler = (IncomingRequest.Outcome, IncomingRequest.Ending, Peer) -> Reply

    /// What becomes of connections. It only goes on, never back.
    package enum Phase {
        /// They stay open for more requests.
        case serving
        /// Every reply is its connection's last.
        case leaving
        /// The same, and a request's head has a second at most to arrive.
        case draining
    }

    package var phase: Phase {
        get { connections.phase }
        set { connections.phase = newValue }
    }
    /// Gets a description, on the loop's thread, of why accept has failed.
    package var onAcceptError: (String) -> Void = { _ in }
    /// Called, on the loop's thread, for each client that went away, or was too slow, before it had its whole reply.
    package var onAbortedReply: () -> Void {
        get { connections.onAbort }
        set { connections.onAbort = newValue }
    }
    /// Called, on the loop's thread, for each request when its reply is sent or given up. Where it is nil no time is measured.
    package var onExchange: ((Exchange) -> Void)? {
        get { connections.onExchange }
        set { connections.onExchange = newValue }
    }
    /// Called, on the loop's thread, for each connection that did not begin with a whole PROXY header.
    package var onProxyHeaderMissing: (Peer) -> Void {
        get { connections.onProxyHeaderMissing }
        set { connections.onProxyHeaderMissing = newValue }
    }
    /// Replies that their clients have yet to take.
    package var repliesUnderWay: Int { connections.replying }
    /// Connections with a request or a reply under way.
    package var busyConnections: Int { connections.busy }

    private let loop: EventLoop
    private let http: OpaquePointer
    private let pendingReplies: PendingReplies
    private let connections: Connections
    private var listeners: [Listener] = []
    private var roomEvent: Event?

    /// Makes a server that listens nowhere yet. Its listeners pause where the limit is reached. Where it expects PROXY
    /// headers it drops each connection that does not begin with one. It counts its connections in `counters`.
    package init(
        on loop: EventLoop, limit: ConnectionLimit, deadlines: Deadlines, expectsProxyHeaders: Bool,
        counters: ConnectionCounters = ConnectionCounters()
    ) throws(LibeventError) {
        guard let http = evhttp_new(loop.base) else { throw LibeventError("evhttp_new") }
        self.loop = loop
        self.http = http
        do {
            pendingReplies = try PendingReplies(sentBy: http, on: loop)
            connections = try Connections(
                on: loop, limit: limit, deadlines: deadlines, expectsProxyHeaders: expectsProxyHeaders,
                counters: counters, pendingReplies: pendingReplies)
        } catch {
            evhttp_free(http)
            throw error
        }
        connections.onFull = { [unowned self] in holdListeners(true) }
        let room = try Wakeup()
        roomEvent = try room.event(on: loop) { [unowned self] in holdListeners(limit.isReached) }
        limit.notify(room)
    }

    deinit {
        listeners = []
        connections.cutAll()
        // The loop turns once more, and this object can no longer be told of anything.
        roomEvent = nil
        connections.close()
        pendingReplies.close()
        evhttp_free(http)
        // evhttp's connections are freed in two steps; the second is left to the loop.
        loop.runPending()
    }

    /// Registers the handler of all requests. The sockets take most replies at once. The others are evhttp's to send: its
    /// generic callback gets the request, and puts the handler's reply out.
    package func setGenericCallback(_ handler: @escaping Handler) {
        connections.handler = handler
    }

    /// Accepts connections from a listening, non-blocking socket that is open for as long as `owner` lives. The server
    /// holds the owner until it stops accepting.
    package func accept(on descriptor: CInt, owner: AnyObject) throws(LibeventError) {
        listeners.append(
            try Listener(
                descriptor: descriptor, owner: owner, for: http, on: loop,
                onAccept: { [unowned connections] in connections.accept($0, from: $1) },
                onError: { [unowned self] in onAcceptError($0) }))
    }

    /// Whether there is a listening socket.
    package var isAccepting: Bool { !listeners.isEmpty }

    /// Lets go of the listening sockets. Connections go on.
    package func stopAccepting() {
        listeners = []
    }

    private func holdListeners(_ isHeld: Bool) {
        for listener in listeners { listener.isHeld = isHeld }
    }
}

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
