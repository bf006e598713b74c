internal import CLibevent
internal import Glibc
internal import HTTP

/// The rest of a reply that the client's socket did not take at once. `PendingReplies` lets evhttp send it.
final class PendingReply: CallbackContext {
    /// How many bytes go to the socket before the loop turns to other connections, and how much of a file is queued at most.
    private static let turnSize = 1 << 20

    private enum State {
        /// Waits for evhttp to accept a connection.
        case waiting
        /// evhttp's bufferevent and connection send it. Both are valid until evhttp's closecb.
        case adopted(stream: OpaquePointer, connection: OpaquePointer, placeholder: CInt)
        /// evhttp has released it.
        case ended
    }

    let reply: Reply
    /// The source of evhttp's request, and of the line in the access log. Without a log it is released once evhttp has its request,
    /// because a head may have 32 KiB.
    private(set) var request: IncomingRequest.Outcome?
    /// The connection ends this reply before it is deallocated.
    private unowned let connection: Connection
    /// Bytes of the reply that the socket has taken, or that are in the output.
    private var queued: Int
    private var state = State.waiting
    /// The limit that counts the descriptor of this reply; nil as long as it has none.
    private var limit: ConnectionLimit?

    init(_ reply: Reply, to request: IncomingRequest.Outcome, sent: Int, on connection: Connection) {
        self.reply = reply
        self.request = request
        self.connection = connection
        queued = sent
    }

    deinit {
        limit?.leave()
    }

    /// Whether the reply waits for evhttp.
    var isWaiting: Bool {
        if case .waiting = state { true } else { false }
    }

    /// Whether evhttp may adopt the socket.
    var hasDescriptor: Bool { limit != nil }

    /// Bytes of the reply that the socket has taken.
    var sent: Int {
        if case .adopted(let stream, _, _) = state { queued - OutputBuffer(of: stream).count } else { queued }
    }

    /// Bytes of the reply that the socket has not taken.
    var left: Int { reply.size - sent }
}

extension PendingReply {
    /// Takes a descriptor for evhttp, if the reply has none and the limit allows it.
    func takeDescriptor(within limit: ConnectionLimit) {
        guard self.limit == nil, !limit.isReached else { return }
        limit.enter()
        self.limit = limit
    }

    /// Puts the client's socket in the place of the descriptor that evhttp accepted, and makes evhttp call back for the request.
    func adopt(_ stream: OpaquePointer, of evhttpConnection: OpaquePointer, placeholder: CInt) {
        state = .adopted(stream: stream, connection: evhttpConnection, placeholder: placeholder)
        // The connection retains this object until evhttp's closecb, and so for as long as there are callbacks.
        evhttp_connection_set_closecb(evhttpConnection, { _, context in PendingReply.at(context)?.release() }, context)
        bufferevent_disable(stream, CShort(EV_READ))
        guard dup3(connection.descriptor, bufferevent_getfd(stream), CInt(O_CLOEXEC)) >= 0 else { return }
        let input = bufferevent_get_input(stream)
        let bytes = canonicalRequest
        if !connection.logsExchanges { request = nil }
        // A bufferevent freezes its input for everybody else (bufferevent_sock.c).
        evbuffer_unfreeze(input, 0)
        evbuffer_add(input, bytes, bytes.count)
        evbuffer_freeze(input, 0)
        bufferevent_trigger(stream, CShort(EV_READ), CInt(BEV_TRIG_IGNORE_WATERMARKS.rawValue))
    }

    /// The request for evhttp, which no longer affects the answer. Where evhttp's parser would refuse the target or the method,
    /// a plain request takes its place.
    private var canonicalRequest: [UInt8] {
        let plain = Array("GET / HTTP/1.1\r\n\r\n".utf8)
        guard let head = request?.head else { return plain }
        let target = String(decoding: head.targetBytes, as: UTF8.self)
        // evhttp reads an authority after two slashes and in CONNECT's target. It refuses lines of less than 14 bytes.
        guard head.method != .connect, !target.hasPrefix("//"), head.methodName.count + target.utf8.count >= 4,
            let uri = evhttp_uri_parse_with_flags(target, UInt32(EVHTTP_URI_NONCONFORMANT))
        else { return plain }
        evhttp_uri_free(uri)
        return head.canonicalBytes
    }

    /// Sends the rest of the reply in answer to evhttp's request, which evhttp frees with its connection.
    func begin() {
        guard case .adopted(let stream, _, _) = state, queueMore() else { return finish() }
        // With libevent's default of 16 KiB a file of 1 MiB takes 64 turns.
        bufferevent_set_max_single_write(stream, PendingReply.turnSize)
        // Otherwise the bufferevent calls back only when everything is written (bufferevent_sock.c).
        bufferevent_setwatermark(stream, CShort(EV_WRITE), Int.max, 0)
        bufferevent_setcb(
            stream, nil, { _, context in PendingReply.at(context)?.written() },
            { _, events, context in PendingReply.at(context)?.failed(CInt(events)) }, context)
        bufferevent_enable(stream, CShort(EV_WRITE))
    }

    /// Drops the rest, because the connection is about to be closed.
    func cancel() {
        if case .adopted(_, let evhttpConnection, _) = state { evhttp_connection_free(evhttpConnection) }
        state = .ended
    }

    /// Lets the bufferevent write again, if it has stopped.
    func resume() {
        if case .adopted(let stream, _, _) = state { bufferevent_enable(stream, CShort(EV_WRITE)) }
    }
}

extension PendingReply {
    /// Continues after the bufferevent has written once. A fast client has made room by now, and waiting for the loop to report it
    /// takes a quarter more CPU.
    private func written() {
        guard case .adopted(let stream, _, _) = state else { return }
        let output = OutputBuffer(of: stream)
        var room = PendingReply.turnSize
        while true {
            // The bufferevent does not call back again while its output is empty.
            if output.count == 0, left == 0 || !queueMore() { return finish() }
            let count = output.write(to: bufferevent_getfd(stream), atMost: room)
            guard count > 0 else { return }
            room -= count
        }
    }

    private func failed(_ events: CInt) {
        // A bufferevent takes it for an end of file where sendfile(2) lacks memory for a moment, and stops. An immediate retry would
        // fail too, so the next sweep resumes it.
        if events != BEV_EVENT_WRITING | BEV_EVENT_EOF { finish() }
    }

    /// Puts the next part of the reply into the empty output; false if libevent lacks memory, or the file has changed.
    private func queueMore() -> Bool {
        guard case .adopted(let stream, _, _) = state else { return false }
        let output = OutputBuffer(of: stream)
        if queued < reply.head.count {
            guard output.append(reply.head[queued...]) else { return false }
            queued = reply.head.count
        }
        let start = queued - reply.head.count
        let part: Int
        switch reply.body {
        case .none: return true
        case .memory(let bytes, let owner):
            part = bytes.count - start
            guard output.append(UnsafeRawBufferPointer(rebasing: bytes[start...]), owner: owner) else { return false }
        case .memoryFile(let file):
            // libevent sends all it has of a file by one call, however long that takes.
            guard let count = output.append(file, after: start, atMost: PendingReply.turnSize) else { return false }
            part = count
        case .file(let file):
            guard let count = output.append(file, after: start) else { return false }
            part = count
        }
        queued += part
        return true
    }

    /// Takes the client's socket back from evhttp's connection, which is about to be freed.
    private func release() {
        guard case .adopted(let stream, _, let placeholder) = state else { return }
        queued -= OutputBuffer(of: stream).count
        state = .ended
        // The loop has to remove the client's socket by this number before the number belongs to another socket.
        bufferevent_disable(stream, CShort(EV_READ | EV_WRITE))
        dup3(placeholder, bufferevent_getfd(stream), CInt(O_CLOEXEC))
    }

    /// Takes the reply away from evhttp, whether it is complete or not, and lets the connection continue.
    func finish() {
        if case .adopted(_, let evhttpConnection, _) = state { evhttp_connection_free(evhttpConnection) }
        connection.finish(self)
    }
}
