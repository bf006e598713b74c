internal import CLibevent
package import HTTP

/// One evhttp on a loop: it answers its listeners' connections with what the handler replies.
package final class HTTPServer {
    /// Answers a request, on the loop's thread, from what is at hand: while it runs the loop does nothing else.
    package typealias Handler = (HTTPExchange) -> HTTPReply

    /// Answers a plain request, read from those bytes, in the same way, or leaves it to the generic callback.
    package typealias PlainHandler = (PlainRequest, Span<UInt8>, Peer) -> RenderedReply?

    /// Whether every reply ends its connection.
    package var closesConnections: Bool {
        get { connections.closes }
        set { connections.closes = newValue }
    }
    /// Told in words, on the loop's thread, of accept failing.
    package var onAcceptError: (String) -> Void = { _ in }
    /// Called, on the loop's thread, for each client that went away, or was let go, before it had its whole reply.
    package var onAbortedReply: () -> Void {
        get { connections.onAbort }
        set { connections.onAbort = newValue }
    }
    /// Called, on the loop's thread, for each request when its reply is sent or given up; to be set before connections
    /// are accepted. Where it is nil nothing is measured.
    package var onExchange: ((Exchange) -> Void)? {
        get { connections.context.onExchange }
        set { connections.context.onExchange = newValue }
    }
    /// Called, on the loop's thread, for each connection that was dropped, or has ended, within its PROXY header.
    package var onProxyHeaderMissing: (Peer) -> Void {
        get { connections.onProxyHeaderMissing }
        set { connections.onProxyHeaderMissing = newValue }
    }
    /// Replies that their clients have yet to take.
    package var repliesUnderWay: Int { connections.replying }
    /// Connections with more to do than to wait for a request.
    package var busyConnections: Int { connections.busy }

    private let loop: EventLoop
    private let http: OpaquePointer
    private let connections: Connections
    private var handler: Handler?
    private var listeners: [Listener] = []
    private var roomEvent: Event?

    /// Makes a server that listens nowhere yet. Its listeners pause where the limit is reached. Where it expects PROXY
    /// headers it drops each connection that does not begin with one. It counts its connections in `counters`.
    package init(
        on loop: EventLoop, limit: ConnectionLimit, deadlines: Deadlines, expectsProxyHeaders: Bool,
        counters: ConnectionCounters = ConnectionCounters()
    ) throws(LibeventError) {
        connections = try Connections(
            on: loop, limit: limit, deadlines: deadlines, expectsProxyHeaders: expectsProxyHeaders,
            counters: counters)
        guard let http = evhttp_new(loop.base) else { throw LibeventError("evhttp_new") }
        self.loop = loop
        self.http = http
        // Else a reply without a body is given a Content-Type.
        evhttp_set_default_content_type(http, nil)
        connections.serve(http)
        connections.onFull = { [unowned self] in holdListeners(true) }
        let room = try Wakeup()
        roomEvent = try room.event(on: loop) { [unowned self] in holdListeners(limit.isReached) }
        limit.notify(room)
    }

    deinit {
        listeners = []
        // The loop turns once more, and this object can no longer be told of anything.
        roomEvent = nil
        evhttp_free(http)
        // Connections are freed in two steps; the second is left to the loop.
        loop.runPending()
    }

    /// Registers evhttp's generic callback, the one for every request.
    package func setGenericCallback(_ handler: @escaping Handler) {
        self.handler = handler
        // evhttp does not outlive this object, which frees it.
        evhttp_set_gencb(
            http,
            { request, context in
                guard let request, let context else { return }
                Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue().answer(request)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Registers what is asked before evhttp hears of a request, on connections that are made from now on. It is not asked while
    /// every reply ends its connection, nor where exchanges are told of.
    package func setPlainCallback(_ handler: @escaping PlainHandler) {
        connections.context.onPlainRequest = { [unowned connections] request, bytes, peer in
            connections.closes ? nil : handler(request, bytes, peer)
        }
    }

    /// Accepts connections from a listening, non-blocking socket that is open for as long as `owner` lives. The server
    /// holds the owner until it stops accepting.
    package func accept(on descriptor: CInt, owner: AnyObject) throws(LibeventError) {
        listeners.append(
            try Listener(descriptor: descriptor, owner: owner, for: http, on: loop) { [unowned self] in
                onAcceptError($0)
            })
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

    private func answer(_ evhttpRequest: OpaquePointer) {
        let evhttpConnection = evhttp_request_get_connection(evhttpRequest)
        let active = evhttpConnection.flatMap { connections.context.awaitingCallback.removeValue(forKey: $0) }
        if let active, active.sendRest(to: evhttpRequest) { return }
        guard let handler, let active, let request = active.request else {
            // Not a request that the reader has handed out.
            evhttp_connection_free(evhttpConnection)
            return
        }
        let exchange = HTTPExchange(outcome: request.outcome, connection: active.connection)
        active.send(handler(exchange), to: evhttpRequest, ending: connections.closes ? .close : request.ending)
    }
}
