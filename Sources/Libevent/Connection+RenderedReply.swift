internal import CLibevent
internal import Glibc
internal import HTTP

// A rendered reply goes to the socket in one system call, and evhttp hears nothing of it. That is safe because
//
// - the connection is between requests: evhttp waits for one and has nothing in the output, where it could come later than this;
// - nothing of another request has come, so that none is lost or answered twice;
// - the reply leaves the connection open, as the request wants: what follows it is read as any other.
//
// What the socket does not take at once goes through evhttp, and with it the deadlines of every reply.
extension Connection {
    /// Answers the bytes, the first after a request, without evhttp, if they are a plain request and there is a reply at hand.
    /// Returns whether it is so.
    func answerPlainRequest(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !awaitsProxyHeader, context.onExchange == nil, let onPlainRequest = context.onPlainRequest,
            let request = PlainRequest(bytes.span), let reply = onPlainRequest(request, bytes.span, peer)
        else { return false }
        let sent = write(reply)
        if sent == reply.head.count + reply.body.size {
            context.counters.bodyBytes.add(reply.body.size)
            idleSince = context.sweeps
        } else {
            (active ?? activate()).sendRest(of: reply, from: sent)
        }
        return true
    }

    /// Returns how many bytes the socket took. None where it failed: whoever writes next is told of that.
    private func write(_ reply: RenderedReply) -> Int {
        reply.head.withUnsafeBytes { head in
            // writev(2) only reads from what the vectors point at.
            var vectors = (
                iovec(iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count), iovec()
            )
            if case .memory(let body, _) = reply.body {
                vectors.1 = iovec(iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count)
            }
            return withUnsafeBytes(of: &vectors) {
                max(writev(bufferevent_getfd(stream), $0.assumingMemoryBound(to: iovec.self).baseAddress, 2), 0)
            }
        }
    }
}
