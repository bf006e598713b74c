internal import CLibevent

/// One evhttp on a loop: it reads requests from its listeners' connections, and sends what the handler replies.
package final class HTTPServer {
    /// What a connection may cost.
    package struct Limits: Sendable {
        /// Bytes of a request's line and header fields together.
        package var headSize: Int
        /// Bytes of a request's content, which evhttp holds in memory until the reply.
        package var contentSize: Int
        /// How long a connection may neither bring nor take a byte.
        package var idleTime: Duration

        package init(headSize: Int, contentSize: Int, idleTime: Duration) {
            self.headSize = headSize
            self.contentSize = contentSize
            self.idleTime = idleTime
        }
    }

    /// Answers a request, on the loop's thread, from what is at hand: while it runs the loop does nothing else.
    package typealias Handler = (borrowing HTTPRequest) -> HTTPReply

    /// Whether every reply ends its connection.
    package var closesConnections = false
    /// Told in words, on the loop's thread, of accept failing.
    package var onAcceptError: (String) -> Void = { _ in }
    /// Called, on the loop's thread, for each client that went away, or was let go, before it had its whole reply.
    package var onAbortedReply: () -> Void {
        get { replies.onAbort }
        set { replies.onAbort = newValue }
    }
    /// Replies that are not wholly with the kernel yet.
    package var repliesUnderWay: Int { replies.underWay }

    private let loop: EventLoop
    private let http: OpaquePointer
    private var handler: Handler?
    private var listeners: [Listener] = []
    /// An object of its own, since `deinit` ends connections that still call back.
    private let replies = ReplyCount()

    /// Makes a server that listens nowhere yet.
    package init(on loop: EventLoop, limits: Limits) throws(LibeventError) {
        guard let http = evhttp_new(loop.base) else { throw LibeventError("evhttp_new") }
        self.loop = loop
        self.http = http
        // Every method, those evhttp does not know too, reaches the handler instead of evhttp's own 501.
        evhttp_set_allowed_methods(http, UInt16.max)
        // Else a reply without a body is given a Content-Type.
        evhttp_set_default_content_type(http, nil)
        evhttp_set_max_headers_size(http, limits.headSize)
        evhttp_set_max_body_size(http, limits.contentSize)
        var idleTime = timeval(limits.idleTime)
        evhttp_set_timeout_tv(http, &idleTime)
    }

    deinit {
        listeners = []
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

    private func answer(_ pointer: UnsafeMutablePointer<evhttp_request>) {
        guard let handler else { return }
        let request = HTTPRequest(pointer: pointer)
        let reply = handler(request)
        let closes = closesConnections || request.asksForClose || request.mayLeaveBodyUnread
        Exchange(request: pointer, closes: closes).send(reply, countedBy: replies)
    }
}
