internal import CLibevent
internal import Glibc

/// Lets evhttp send what sockets do not take of their replies at once: large files, and replies to slow clients.
///
/// evhttp answers only connections that it has accepted itself. So it adopts a client's socket for one reply:
///
/// 1. evhttp listens on a Unix socket. Each reply makes one connection to it, which evhttp accepts.
/// 2. Before the loop waits for the accepted descriptor, dup3(2) puts the client's socket in its place.
/// 3. The request goes into evhttp's input in canonical form. evhttp parses it and calls the generic callback, which
///    puts the reply into the output.
/// 4. evhttp's bufferevent sends the output.
/// 5. Before evhttp shuts its descriptor down and closes it, dup3(2) puts a placeholder there. The client's socket stays
///    open, and its connection continues.
///
/// epoll registers a duplicate by its number, and keeps it registered until that number is removed. So the loop has no
/// change list, which would remove a number only after it was closed.
final class PendingReplies {
    /// A Unix socket that takes the place of a client's before evhttp closes the descriptor.
    let placeholder: CInt
    /// Freed by the owner, after `close()`.
    private let http: OpaquePointer
    /// evhttp owns and frees it.
    private let listener: OpaquePointer
    /// The address of the Unix socket.
    private var address = sockaddr_un()
    private var addressLength = socklen_t(MemoryLayout<sockaddr_un>.size)
    /// Replies that wait for evhttp to accept a connection, in the order of these connections.
    private var waiting: [PendingReply] = []
    /// How many of them have a connection.
    private var connected = 0
    /// Bufferevents made for evhttp in this turn of the loop, each retained until it is adopted.
    private var unadopted: [OpaquePointer] = []
    private var adoption: Event?
    /// Replies whose request was given to evhttp, until it calls back, by evhttp's connection.
    private var awaitingCallback: [OpaquePointer: PendingReply] = [:]

    /// Becomes evhttp's source of bufferevents and its generic callback. This object has to outlive `http`.
    init(sentBy http: OpaquePointer, on loop: EventLoop) throws(LibeventError) {
        self.http = http
        placeholder = PendingReplies.makeSocket()
        guard placeholder >= 0 else { throw LibeventError("socket") }
        var family = sockaddr(sa_family: sa_family_t(AF_UNIX), sa_data: sockaddr().sa_data)
        // The kernel chooses an abstract name (unix(7), autobind).
        let flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC
        let length = CInt(MemoryLayout<sa_family_t>.size)
        guard let listener = evconnlistener_new_bind(loop.base, nil, nil, flags, SOMAXCONN, &family, length) else {
            Glibc.close(placeholder)
            throw LibeventError("evconnlistener_new_bind")
        }
        self.listener = listener
        let isNamed = withAddress { getsockname(evconnlistener_get_fd(listener), $0, $1) } == 0
        guard isNamed, evhttp_bind_listener(http, listener) != nil else {
            evconnlistener_free(listener)
            throw LibeventError("evhttp_bind_listener")
        }
        // A lack of descriptors would keep the loop busy. The next sweep retries.
        evconnlistener_set_error_cb(listener) { listener, _ in evconnlistener_disable(listener) }
        adoption = try Event(on: loop, .activation) { [unowned self] in adopt() }
        // All methods, because evhttp must not decide about the request any more.
        evhttp_set_allowed_methods(http, UInt16.max)
        evhttp_set_bevcb(
            http,
            { base, context in
                context.flatMap { Unmanaged<PendingReplies>.fromOpaque($0).takeUnretainedValue().makeBufferevent(base) }
            }, Unmanaged.passUnretained(self).toOpaque())
        evhttp_set_gencb(
            http,
            { request, context in
                guard let request, let context else { return }
                Unmanaged<PendingReplies>.fromOpaque(context).takeUnretainedValue().reply(to: request)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        Glibc.close(placeholder)
    }

    /// Lets evhttp send the rest of a reply.
    func add(_ reply: PendingReply) {
        waiting.append(reply)
        connect()
    }

    /// Retries what failed for a lack of descriptors or memory.
    func retry() {
        waiting.removeAll { !$0.isWaiting }
        guard !waiting.isEmpty else { return }
        evconnlistener_enable(listener)
        // A connection that evhttp accepts after all is used, or freed if there are too many.
        connected = 0
        connect()
    }

    /// Ends the events, whose actions may not run once evhttp is freed.
    func close() {
        adoption = nil
    }

    private func connect() {
        while connected < waiting.count {
            let socket = PendingReplies.makeSocket()
            guard socket >= 0 else { return }
            // evhttp accepts the connection even if this end is closed.
            defer { Glibc.close(socket) }
            guard withAddress({ Glibc.connect(socket, $0, $1.pointee) }) == 0 else { return }
            connected += 1
        }
    }

    private static func makeSocket() -> CInt {
        socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    private func withAddress(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt
    ) -> CInt {
        withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &addressLength) }
        }
    }

    // evhttp asks for a bufferevent before it has a connection for it. The connection is known later in the same turn of
    // the loop, before the loop looks at sockets again.
    private func makeBufferevent(_ base: OpaquePointer?) -> OpaquePointer? {
        // Without memory evhttp makes one itself, or fails. `adopt` does not see it then, and the next sweep retries.
        guard let stream = bufferevent_socket_new(base, -1, CInt(BEV_OPT_CLOSE_ON_FREE.rawValue)) else { return nil }
        // Retained until the adoption, because evhttp may free it before that.
        bufferevent_incref(stream)
        unadopted.append(stream)
        adoption?.activate()
        return stream
    }

    private func adopt() {
        for stream in unadopted {
            defer { bufferevent_decref(stream) }
            // The argument of evhttp's callbacks is its connection; a freed bufferevent has none (http.c, bufferevent.c).
            var argument: UnsafeMutableRawPointer?
            bufferevent_getcb(stream, nil, nil, nil, &argument)
            guard let connection = argument.map(OpaquePointer.init) else { continue }
            guard connected > 0, !waiting.isEmpty else {
                // There are too many, or another process has connected to the Unix socket.
                evhttp_connection_free(connection)
                continue
            }
            connected -= 1
            let reply = waiting.removeFirst()
            guard reply.isWaiting else {
                // The client is gone.
                evhttp_connection_free(connection)
                continue
            }
            awaitingCallback[connection] = reply
            reply.adopt(stream, of: connection, placeholder: placeholder)
            // evhttp has refused the request.
            if awaitingCallback.removeValue(forKey: connection) != nil { reply.finish() }
        }
        unadopted = []
    }

    /// Begins the reply to a request that evhttp calls back for.
    private func reply(to request: OpaquePointer) {
        let connection = evhttp_request_get_connection(request)
        guard let connection, let reply = awaitingCallback.removeValue(forKey: connection) else {
            evhttp_connection_free(connection)
            return
        }
        reply.begin()
    }
}
