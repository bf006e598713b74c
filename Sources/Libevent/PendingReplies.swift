internal import CLibevent
internal import Glibc
internal import System

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
final class PendingReplies: CallbackContext {
    /// A Unix socket that takes the place of a client's before evhttp closes the descriptor.
    let placeholder: FileDescriptor
    /// Freed by evhttp.
    private let listener: OpaquePointer
    /// The address of the listener.
    private let address: SocketAddress
    private let limit: ConnectionLimit
    /// Replies that wait for evhttp to accept a connection.
    private var waiting: [PendingReply] = []
    /// Bufferevents made for evhttp in this turn of the loop, each retained until it is adopted.
    private var unadopted: [OpaquePointer] = []
    private var adoption: Event?
    /// The reply whose request evhttp reads.
    private var read: PendingReply?

    /// Becomes evhttp's source of bufferevents and its generic callback. This object has to outlive `http`. Each reply takes a
    /// descriptor, of which `limit` has the number.
    init(sentBy http: OpaquePointer, on loop: EventLoop, within limit: ConnectionLimit) throws(LibeventError) {
        guard let placeholder = try? FileDescriptor(socketFor: .autobind, blocks: false) else {
            throw LibeventError("socket")
        }
        let flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC
        let listener = SocketAddress.autobind.withPointer {
            evconnlistener_new_bind(loop.base, nil, nil, flags, SOMAXCONN, $0, CInt($1))
        }
        guard let listener else { throw LibeventError("evconnlistener_new_bind") }
        guard let address = SocketAddress.bound(to: evconnlistener_get_fd(listener)),
            evhttp_bind_listener(http, listener) != nil
        else {
            evconnlistener_free(listener)
            throw LibeventError("evhttp_bind_listener")
        }
        (self.placeholder, self.listener, self.address) = (placeholder, listener, address)
        self.limit = limit
        // A lack of descriptors would keep the loop busy. The next sweep retries.
        evconnlistener_set_error_cb(listener) { listener, _ in evconnlistener_disable(listener) }
        adoption = try Event(on: loop, .activation) { [unowned self] in adopt() }
        // All methods, because evhttp must not decide about the request any more.
        evhttp_set_allowed_methods(http, UInt16.max)
        evhttp_set_bevcb(http, { base, context in PendingReplies.at(context)?.makeBufferevent(base) }, context)
        evhttp_set_gencb(http, { PendingReplies.at($1)?.answer($0) }, context)
    }

    /// Lets evhttp send the rest of a reply.
    func add(_ reply: PendingReply) {
        waiting.append(reply)
        connect(for: reply)
    }

    /// Retries what failed for a lack of descriptors or memory.
    func retry() {
        waiting.removeAll { !$0.isWaiting }
        guard !waiting.isEmpty else { return }
        evconnlistener_enable(listener)
        // If earlier connections are accepted after all, the surplus is freed.
        for reply in waiting { connect(for: reply) }
    }

    /// Ends the events, whose actions may not run once evhttp is freed.
    func close() {
        adoption = nil
    }

    /// Makes a connection, which evhttp accepts although this end is closed. If that fails, the next sweep retries.
    private func connect(for reply: PendingReply) {
        reply.takeDescriptor(within: limit)
        guard reply.hasDescriptor else { return }
        try? FileDescriptor(socketFor: address, blocks: false).connect(to: address)
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
            // The connection may be one of the surplus, or of another process. The client of the reply may be gone.
            guard let reply = waiting.firstIndex(where: \.hasDescriptor).map({ waiting.remove(at: $0) }),
                reply.isWaiting
            else {
                evhttp_connection_free(connection)
                continue
            }
            read = reply
            reply.adopt(stream, of: connection, placeholder: placeholder.rawValue)
            if read != nil {
                // evhttp has refused the request.
                read = nil
                reply.finish()
            }
        }
        unadopted = []
    }

    /// Begins the reply to the request that evhttp calls back for.
    private func answer(_ request: OpaquePointer?) {
        // The client's head may have 32 KiB, and evhttp would hold its fields until the end of the reply.
        evhttp_clear_headers(evhttp_request_get_input_headers(request))
        let reply = read
        read = nil
        reply?.begin()
    }
}
