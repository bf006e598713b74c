internal import CLibevent
internal import HTTP

extension ActiveConnection {
    /// Bytes that go to the socket, a slice of a file more or less, before the loop turns to other connections.
    private static let turnSize = 1 << 20

    /// Sends the reply to the request that evhttp has called back for, from now until the client has it or goes away.
    /// evhttp frees its request when the reply is sent: nothing of it is kept.
    func send(
        _ reply: HTTPReply, to evhttpRequest: OpaquePointer, ending: IncomingRequest.Ending
    ) {
        self.ending = ending
        sentReply = (reply.status, reply.body.size)
        let fields = evhttp_request_get_output_headers(evhttpRequest)
        for field in reply.fields { evhttp_add_header(fields, field.name, field.value) }
        if let option = ending.connectionOption { evhttp_add_header(fields, "Connection", option) }
        // The head goes to the output at once, so that the body can follow by reference or by sendfile: evhttp_send_reply
        // would take it through a buffer of the request's, from where a file is mapped, and a file cut short is a SIGBUS.
        evhttp_send_reply_start(evhttpRequest, CInt(reply.status), reply.reason)
        finish(evhttpRequest, isWhole: output.append(reply.body))
    }

    /// Has evhttp send what is in the output, and call back when it is sent.
    func finish(_ evhttpRequest: OpaquePointer, isWhole: Bool) {
        guard isWhole else {
            evhttp_connection_free(connection.evhttpConnection)
            return
        }
        evhttp_request_set_on_complete_cb(
            evhttpRequest, { request, context in Connection.at(context)?.active?.replySent(request) },
            Unmanaged.passUnretained(connection).toOpaque())
        switch ending {
        case .keepAlive:
            // With reading on, pipelined requests pile up in memory. evhttp reads again when the reply is sent.
            bufferevent_disable(stream, CShort(EV_READ))
        case .close:
            // A client may have to send all of its request before it reads, so what comes is dropped meanwhile.
            reader.finish()
        }
        takeCallbacks()
        evhttp_send_reply_end(evhttpRequest)
    }

    var output: OutputBuffer { OutputBuffer(pointer: bufferevent_get_output(stream)) }

    private func replySent(_ evhttpRequest: OpaquePointer?) {
        if ending == .close {
            // It told the client and would tell evhttp, which has to keep the connection until the client has ended.
            evhttp_remove_header(evhttp_request_get_output_headers(evhttpRequest), "Connection")
        }
        reportExchange()
        goOn(after: ending)
    }
}

extension ActiveConnection {
    /// Sends a rendered reply from that one of its bytes on.
    func sendRest(of reply: RenderedReply, from start: Int) {
        sentReply = (reply.status, reply.body.size)
        partlySent = (reply, start)
        awaitCallback()
    }

    /// Sends what the socket has not taken of a rendered reply, if there is one, in answer to a request of ours. Returns
    /// whether there is.
    func sendRest(to evhttpRequest: OpaquePointer) -> Bool {
        guard let (reply, start) = partlySent else { return false }
        partlySent = nil
        ending = .keepAlive(isAnnounced: false)
        // evhttp knows how to begin a reply, and nothing of this one, whose head is its own. With a length it sends no chunks.
        evhttp_add_header(evhttp_request_get_output_headers(evhttpRequest), "Content-Length", "0")
        evhttp_send_reply_start(evhttpRequest, CInt(reply.status), nil)
        finish(evhttpRequest, isWhole: output.replaceAll(with: reply, from: start))
        return true
    }

    /// Stands between the bufferevent and evhttp, until the reply is sent and evhttp sets its callbacks anew.
    private func takeCallbacks() {
        // libevent's own 16 KiB takes a file of 1 MiB 64 turns.
        bufferevent_set_max_single_write(stream, ActiveConnection.turnSize)
        // Else bufferevent calls back only when all is written (bufferevent_sock.c).
        bufferevent_setwatermark(stream, CShort(EV_WRITE), Int.max, 0)
        bufferevent_setcb(
            stream, nil, { _, context in Connection.at(context)?.active?.written() },
            { _, events, context in Connection.at(context)?.active?.failed(CInt(events)) },
            Unmanaged.passUnretained(connection).toOpaque())
    }

    private func failed(_ events: CInt) {
        // evhttp takes the end of the client's side for the client's being gone.
        if events == BEV_EVENT_READING | BEV_EVENT_EOF { return }
        // And bufferevent takes it for an end where sendfile(2) has no memory for now, and stops to write. At once it would
        // have none either.
        if events == BEV_EVENT_WRITING | BEV_EVENT_EOF, output.tryToWrite(to: bufferevent_getfd(stream)) {
            isStalled = true
            return
        }
        context.evhttpCallbacks.ended?(stream, CShort(events), connection.evhttpContext)
    }

    /// Has bufferevent write again, if it has stopped.
    func resumeWriting() {
        guard isStalled else { return }
        isStalled = false
        bufferevent_enable(stream, CShort(EV_WRITE))
    }

    /// Writes on, after bufferevent has written once: while that took its time a fast client has made room, and to wait for
    /// the loop to tell of it takes a quarter more of the processor.
    private func written() {
        guard output.write(to: bufferevent_getfd(stream), atMost: ActiveConnection.turnSize) else { return }
        bufferevent_setwatermark(stream, CShort(EV_WRITE), 0, 0)
        context.evhttpCallbacks.written?(stream, connection.evhttpContext)
    }
}

extension IncomingRequest.Ending {
    /// The value of Connection (RFC 9112 §9.6).
    fileprivate var connectionOption: String? {
        switch self {
        case .keepAlive(let isAnnounced): isAnnounced ? "keep-alive" : nil
        case .close: "close"
        }
    }
}
