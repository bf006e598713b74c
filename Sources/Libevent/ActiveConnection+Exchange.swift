internal import CLibevent
internal import HTTP

extension ActiveConnection {
    /// Counts, and tells of, the request under way, now that its reply is sent or given up.
    func reportExchange() {
        // The head goes first, so what is left is left of the body, unless nearly nothing was sent.
        let left = evbuffer_get_length(bufferevent_get_output(stream))
        let bodySize = max(0, (sentReply?.bodySize ?? 0) - left)
        context.counters.bodyBytes.add(bodySize)
        guard let onExchange = context.onExchange, let request else { return }
        onExchange(
            Exchange(
                request: request.outcome, peer: connection.peer, status: sentReply?.status,
                bodySize: bodySize, duration: .now - requestStart))
    }
}
