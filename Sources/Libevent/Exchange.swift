internal import CLibevent
internal import HTTP

/// The way of one reply through evhttp. evhttp frees its request, and perhaps the connection, when the reply is sent:
/// nothing of either is kept after `send`.
struct Exchange {
    /// Bytes in memory that one write may take to the socket before the loop turns to other connections. libevent's own
    /// 16 KiB takes a file of 1 MiB 64 turns.
    private static let writeSize = 256 << 10

    let request: UnsafeMutablePointer<evhttp_request>
    let ending: IncomingRequest.Ending

    /// Sends the reply, from now until the client has it or goes away.
    func send(_ reply: HTTPReply) {
        guard let connection = evhttp_request_get_connection(request) else {
            // The connection is gone; evhttp then frees the request.
            evhttp_send_reply_end(request)
            return
        }
        let stream = evhttp_connection_get_bufferevent(connection)
        let fields = evhttp_request_get_output_headers(request)
        for field in reply.fields { evhttp_add_header(fields, field.name, field.value) }
        if let option = connectionOption { evhttp_add_header(fields, "Connection", option) }

        // The head goes to the output at once, so that the body can follow by reference or by sendfile: evhttp_send_reply
        // would take it through a buffer of the request's, from where a file is mapped, and a file cut short is a SIGBUS.
        evhttp_send_reply_start(request, CInt(reply.status), reply.reason)
        guard OutputBuffer(pointer: bufferevent_get_output(stream)).append(reply.body) else {
            evhttp_connection_free(connection)
            return
        }
        bufferevent_set_max_single_write(stream, Exchange.writeSize)
        // With reading on, an early end of input ends the reply, and pipelined requests pile up in memory. evhttp reads
        // again when the reply is sent.
        bufferevent_disable(stream, CShort(EV_READ))
        evhttp_send_reply_end(request)
    }

    /// The value of Connection (RFC 9112 §9.6); evhttp ends the connection where it says `close`.
    private var connectionOption: String? {
        switch ending {
        case .keepAlive(let isAnnounced): isAnnounced ? "keep-alive" : nil
        case .close, .discardAndClose: "close"
        }
    }
}
