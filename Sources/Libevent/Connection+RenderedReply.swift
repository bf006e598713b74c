internal import CLibevent
internal import Glibc
internal import HTTP

// A rendered reply goes to the socket in one system call, and evhttp hears nothing of it. That is safe because
//
// - the connection is between requests: evhttp waits for one and has nothing in the output, where it could come later than this;
// - the reader has nothing of a request either, so that none is lost or answered twice;
// - the reply leaves the connection open, as the request wants: what follows it is for the reader again.
//
// What the socket does not take at once goes through evhttp, and with it the deadlines of every reply.
extension Connection {
    /// Sends the reply, now as far as the socket takes it.
    func send(_ reply: RenderedReply) {
        let sent = write(reply)
        sentReply = (reply.status, reply.body.size)
        if sent == reply.head.count + reply.body.size {
            counters.bodyBytes.add(reply.body.size)
            since = .now
        } else {
            partlySent = (reply, sent)
            awaitCallback()
        }
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

    /// Sends what the socket has not taken of a rendered reply, if there is one, in answer to a request of ours. Returns
    /// whether there is.
    func sendRest(to evhttpRequest: OpaquePointer) -> Bool {
        guard let (reply, sent) = partlySent else { return false }
        partlySent = nil
        ending = .keepAlive(isAnnounced: false)
        // evhttp knows how to begin a reply, and nothing of this one, whose head is its own. With a length it sends no chunks.
        evhttp_add_header(evhttp_request_get_output_headers(evhttpRequest), "Content-Length", "0")
        evhttp_send_reply_start(evhttpRequest, CInt(reply.status), nil)
        finish(evhttpRequest, isWhole: output.replaceAll(with: reply, from: sent))
        return true
    }
}
