internal import CLibevent
internal import Glibc
internal import HTTP

/// The rest of a reply that the client's socket has not taken at once. `PendingReplies` has evhttp send it.
final class PendingReply {
    /// Bytes that go to the socket before the loop turns to other connections, and the most of a file that is queued.
    private static let turnSize = 1 << 20

    private enum State {
        /// Waits for evhttp to accept a connection.
        case waiting
        /// evhttp's bufferevent and connection send it. Both are valid until evhttp's closecb.
        case adopted(stream: OpaquePointer, connection: OpaquePointer, EvhttpCallbacks, placeholder: CInt)
        /// evhttp has nothing of it any more.
        case ended
    }

    let reply: Reply
    let request: IncomingRequest.Outcome
    /// Ends this reply before it goes.
    private unowned let connection: Connection
    /// Bytes of the reply that the socket has taken, or that are in the output.
    private var queued: Int
    private var state = State.waiting
    /// Whether the bufferevent has stopped to write, and waits for the next sweep.
    private var isStalled = false

    init(_ reply: Reply, to request: IncomingRequest.Outcome, sent: Int, on connection: Connection) {
        self.reply = reply
        self.request = request
        self.connection = connection
        queued = sent
    }

    /// Whether the reply waits for evhttp.
    var isWaiting: Bool {
        if case .waiting = state { true } else { false }
    }

    /// Bytes of the reply that the socket has taken.
    var sent: Int {
        if case .adopted(let stream, _, _, _) = state { queued - OutputBuffer(of: stream).count } else { queued }
    }

    /// Bytes of the reply that the socket has not taken.
    var left: Int { reply.size - sent }
}

extension PendingReply {
    /// Puts the client's socket in the place of the descriptor that evhttp has accepted, and has evhttp call back for the
    /// request.
    func adopt(
        _ stream: OpaquePointer, of evhttpConnection: OpaquePointer, _ callbacks: EvhttpCallbacks,
        placeholder: CInt
    ) {
        state = .adopted(stream: stream, connection: evhttpConnection, callbacks, placeholder: placeholder)
        evhttp_connection_set_closecb(
            evhttpConnection,
            { _, context in
                guard let context else { return }
                Unmanaged<PendingReply>.fromOpaque(context).takeUnretainedValue().release()
            }, Unmanaged.passUnretained(self).toOpaque())
        bufferevent_disable(stream, CShort(EV_READ))
        guard dup3(connection.descriptor, bufferevent_getfd(stream), CInt(O_CLOEXEC)) >= 0 else { return }
        let input = bufferevent_get_input(stream)
        let bytes = canonicalRequest
        // bufferevent lets nobody but itself add to its input (bufferevent_sock.c).
        evbuffer_unfreeze(input, 0)
        evbuffer_add(input, bytes, bytes.count)
        evbuffer_freeze(input, 0)
        bufferevent_trigger(stream, CShort(EV_READ), CInt(BEV_TRIG_IGNORE_WATERMARKS.rawValue))
    }

    /// The request as evhttp gets it, which has no say in the answer any more. Where its parser would refuse the target or
    /// the method, another request stands for the client's.
    private var canonicalRequest: [UInt8] {
        let plain = Array("GET / HTTP/1.1\r\n\r\n".utf8)
        guard let head = request.head else { return plain }
        let target = String(decoding: head.targetBytes, as: UTF8.self)
        // To evhttp what follows two slashes is an authority, and so is CONNECT's target. It refuses lines of under 14 bytes.
        guard head.method != .connect, !target.hasPrefix("//"), head.methodName.count + target.utf8.count >= 4,
            let uri = evhttp_uri_parse_with_flags(target, UInt32(EVHTTP_URI_NONCONFORMANT))
        else { return plain }
        evhttp_uri_free(uri)
        return head.canonicalBytes
    }

    /// Sends the rest of the reply as that to evhttp's request, which evhttp frees then with its connection.
    func begin(_ evhttpRequest: OpaquePointer) {
        guard case .adopted(let stream, _, _, _) = state, queueMore() else { return finish() }
        // Not sent, since the head is the reply's own: it has evhttp free its connection after the reply.
        evhttp_add_header(evhttp_request_get_output_headers(evhttpRequest), "Connection", "close")
        // libevent's own 16 KiB takes a file of 1 MiB 64 turns.
        bufferevent_set_max_single_write(stream, PendingReply.turnSize)
        // Else bufferevent calls back only when all is written (bufferevent_sock.c).
        bufferevent_setwatermark(stream, CShort(EV_WRITE), Int.max, 0)
        bufferevent_setcb(
            stream, nil, { _, context in PendingReply.at(context)?.written() },
            { _, events, context in PendingReply.at(context)?.failed(CInt(events)) },
            Unmanaged.passUnretained(self).toOpaque())
        evhttp_send_reply_end(evhttpRequest)
        bufferevent_enable(stream, CShort(EV_WRITE))
    }

    /// Gives the rest up for a connection that is about to be closed.
    func cancel() {
        if case .adopted(_, let evhttpConnection, _, _) = state { evhttp_connection_free(evhttpConnection) }
        state = .ended
    }

    /// Has the bufferevent write again, if it has stopped.
    func resume() {
        guard isStalled, case .adopted(let stream, _, _, _) = state else { return }
        isStalled = false
        bufferevent_enable(stream, CShort(EV_WRITE))
    }
}

extension PendingReply {
    /// The connection holds the reply until evhttp's closecb, and so for as long as there are callbacks.
    private static func at(_ context: UnsafeMutableRawPointer?) -> PendingReply? {
        context.map { Unmanaged<PendingReply>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Writes on after bufferevent has written once: a fast client has made room meanwhile, and waiting for the loop to say so
    /// takes a quarter more of the processor.
    private func written() {
        guard case .adopted(let stream, let evhttpConnection, let callbacks, _) = state else { return }
        let output = OutputBuffer(of: stream)
        var room = PendingReply.turnSize
        while room > 0 {
            if output.count == 0, !queueMore() { return finish() }
            if output.count == 0 { break }
            let count = output.write(to: bufferevent_getfd(stream), atMost: room)
            guard count > 0 else { return }
            room -= count
        }
        guard left == 0 else { return }
        // evhttp's own callback ends its request, and frees its connection.
        bufferevent_setwatermark(stream, CShort(EV_WRITE), 0, 0)
        callbacks.written?(stream, UnsafeMutableRawPointer(evhttpConnection))
        finish()
    }

    private func failed(_ events: CInt) {
        // bufferevent takes it for an end where sendfile(2) has no memory for now, and stops to write. It would have none
        // at once either.
        if case .adopted(let stream, _, _, _) = state, events == BEV_EVENT_WRITING | BEV_EVENT_EOF,
            OutputBuffer(of: stream).canWriteLater(to: bufferevent_getfd(stream))
        {
            isStalled = true
            return
        }
        finish()
    }

    /// Puts the next part of the reply into the output, which is empty; false where libevent lacked the memory.
    private func queueMore() -> Bool {
        guard case .adopted(let stream, _, _, _) = state else { return false }
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
        case .file(let descriptor, let range, let owner):
            // A part at a time: libevent sends what it has of a file by one call, however long that takes.
            part = min(range.count - start, PendingReply.turnSize)
            let place = (range.lowerBound + start)..<(range.lowerBound + start + part)
            guard output.append(file: descriptor, place, owner: owner) else { return false }
        }
        queued += part
        return true
    }

    /// Takes the client's socket back from evhttp, whose connection is about to be freed.
    private func release() {
        guard case .adopted(let stream, _, _, let placeholder) = state else { return }
        queued -= OutputBuffer(of: stream).count
        state = .ended
        // The loop forgets the client's socket by this number before the number stands for another.
        bufferevent_disable(stream, CShort(EV_READ | EV_WRITE))
        dup3(placeholder, bufferevent_getfd(stream), CInt(O_CLOEXEC))
    }

    /// Takes the reply away from evhttp, whether it is sent whole or not, and lets the connection go on.
    func finish() {
        if case .adopted(_, let evhttpConnection, _, _) = state { evhttp_connection_free(evhttpConnection) }
        connection.finishPendingReply(reply, to: request, sent: queued)
    }
}
