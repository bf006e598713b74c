internal import CLibevent
package import HTTP

/// A server on a loop. It accepts connections from its listeners, and answers their requests with what the handler replies.
package final class HTTPServer {
    /// How often deadlines are checked, and so how exact they are.
    static let sweepInterval = Duration.milliseconds(500)

    /// Answers a request from a peer. It runs on the loop's thread, and must not block. The head of the reply carries Connection
    /// as the ending requires.
    package typealias Handler = (IncomingRequest.Outcome, IncomingRequest.Ending, Peer) -> Reply

    /// The settings of a server. The loop's thread calls the callbacks.
    package struct Options {
        /// The listeners pause at this limit.
        package let limit: ConnectionLimit
        /// Replies that evhttp sends wait at this limit, because each takes a descriptor.
        package let pendingReplyLimit: ConnectionLimit
        package var deadlines = Deadlines()
        /// Whether a connection is dropped that does not begin with a PROXY header.
        package var expectsProxyHeaders = false
        package var counters = ConnectionCounters()
        /// Called with the reason for a failed accept.
        package var onAcceptError: (String) -> Void = { _ in }
        /// Called for each request when its reply is sent or aborted. If it is nil, no time is measured.
        package var onExchange: ((Exchange) -> Void)?
        /// Called for each connection that is closed before everything was done, with its client.
        package var onEarlyClose: (ConnectionState.Cause, Peer) -> Void = { _, _ in }

        package init(limit: ConnectionLimit, pendingReplyLimit: ConnectionLimit) {
            self.limit = limit
            self.pendingReplyLimit = pendingReplyLimit
        }
    }

    /// Replies that their clients have not taken completely, and requests that have not arrived completely.
    package var underWay: (replies: Int, requests: Int) { connections.underWay }

    private let http: OpaquePointer
    private let connections: Connections
    private var listeners: [Listener] = []
    private var events: [Event] = []

    /// Makes a server without listeners.
    package init(on loop: EventLoop, _ options: Options) throws(LibeventError) {
        guard let http = evhttp_new(loop.base) else { throw LibeventError("evhttp_new") }
        self.http = http
        do {
            let pendingReplies = try PendingReplies(sentBy: http, on: loop, within: options.pendingReplyLimit)
            connections = Connections(on: loop, options, pendingReplies: pendingReplies)
        } catch {
            evhttp_free(http)
            throw error
        }
        let room = try Wakeup()
        events = [
            try Event(on: loop, .every(HTTPServer.sweepInterval)) { [unowned self] in sweep() },
            try room.event(on: loop) { [unowned self] in enableListeners() },
        ]
        options.limit.notify(room)
    }

    deinit {
        listeners = []
        connections.cutAll()
        // The loop turns once more below, when callbacks to this object are no longer allowed.
        events = []
        connections.pendingReplies.close()
        evhttp_free(http)
        // evhttp frees its connections in two steps, and leaves the second to the loop.
        connections.loop.runPending()
    }

    /// Registers the handler of all requests. The sockets take most replies at once. evhttp sends the others: its generic
    /// callback gets the request, and sends the reply of the handler.
    package func setGenericCallback(_ handler: @escaping Handler) {
        connections.handler = handler
    }

    /// Accepts connections from a listening, non-blocking socket that is open for as long as `owner` lives. The server
    /// retains the owner until it stops accepting.
    package func accept(on descriptor: CInt, owner: AnyObject) throws(LibeventError) {
        listeners.append(
            try Listener(
                descriptor: descriptor, owner: owner, for: http, on: connections.loop,
                onAccept: { [unowned self] in accept($0, from: $1) }, onError: connections.options.onAcceptError))
    }

    /// From now on every reply is the last of its connection.
    package func leave() {
        connections.rules.phase = .leaving
    }

    /// As `leave()`, and from now on the head of a request has at most one second to arrive.
    package func drain() {
        connections.rules.phase = .draining(since: .lastTick)
    }

    /// Releases the listening sockets. Connections continue.
    package func stopAccepting() {
        listeners = []
    }

    private func accept(_ descriptor: CInt, from peer: Peer) {
        connections.accept(descriptor, from: peer)
        if connections.options.limit.isReached { enableListeners() }
    }

    /// Checks the deadlines of all connections. The server does so by itself every half second.
    package func sweep() {
        connections.sweep()
        enableListeners()
    }

    /// Lets the listeners accept, unless the connection limit is reached.
    private func enableListeners() {
        for listener in listeners { listener.enable(!connections.options.limit.isReached) }
    }
}

/// A request, and the result of its reply.
package struct Exchange {
    package let request: IncomingRequest.Outcome
    /// The address in the PROXY header of the connection, or else the address that connected.
    package let peer: Peer
    /// The reply's status code.
    package let status: Int
    /// Bytes of the body that the socket took.
    package let bodySize: Int
    /// From the first byte of the request, or the end of the previous reply if that is later, to the end of the reply.
    package let duration: Duration
}
