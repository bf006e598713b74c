internal import CLibevent

/// One request and the way its reply takes through evhttp. evhttp frees the request, and perhaps the connection, when
/// the reply is sent: nothing of either is kept after `send`.
struct Exchange {
    /// Bytes in memory that one write may take to the socket before the loop turns to other connections. libevent's own
    /// 16 KiB takes a file of 1 MiB 64 turns.
    private static let writeSize = 256 << 10

    let request: UnsafeMutablePointer<evhttp_request>
    /// Whether the reply must be the connection's last.
    let closes: Bool

    /// Sends the reply, from now until the client has it or goes away.
    func send(_ reply: HTTPReply, countedBy replies: ReplyCount) {
        guard let connection = evhttp_request_get_connection(request) else {
            // The connection is gone; evhttp then frees the request.
            evhttp_send_reply_end(request)
            return
        }
        let stream = evhttp_connection_get_bufferevent(connection)
        let output = bufferevent_get_output(stream)
        treatAsOriginRequest()
        let fields = evhttp_request_get_output_headers(request)
        for field in reply.fields { evhttp_add_header(fields, field.name, field.value) }
        if closes { announceClose(in: fields) }

        replies.begin(request, on: connection)
        // The head goes to the output at once, so that the body can follow by reference or by sendfile: evhttp_send_reply
        // would take it through a buffer of the request's, from where a file is mapped, and a file cut short is a SIGBUS.
        evhttp_send_reply_start(request, CInt(reply.status), reply.reason)
        guard OutputBuffer(pointer: output).append(reply.body) else {
            evhttp_connection_free(connection)
            return
        }
        bufferevent_set_max_single_write(stream, Exchange.writeSize)
        // With reading on, the read timer cuts replies that take longer, an early end of input ends the reply, and
        // pipelined requests pile up in memory. evhttp reads again when the reply is sent.
        bufferevent_disable(stream, CShort(EV_READ))
        evhttp_send_reply_end(request)
    }

    private func announceClose(in fields: UnsafeMutablePointer<evkeyvalq>?) {
        // evhttp answers HTTP/1.0's keep-alive with one of its own, whatever else the reply says.
        while evhttp_remove_header(evhttp_request_get_input_headers(request), "Connection") == 0 {}
        evhttp_add_header(fields, "Connection", "close")
    }

    /// evhttp takes an absolute-form target for a proxy's business, where Connection means nothing, and CONNECT for a
    /// tunnel, which it never closes. Here both are requests like any other.
    private func treatAsOriginRequest() {
        request.pointee.flags &= ~EVHTTP_PROXY_REQUEST
        if request.pointee.type == EVHTTP_REQ_CONNECT { request.pointee.type = EVHTTP_REQ_GET }
    }
}
